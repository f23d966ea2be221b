import { readFile } from 'node:fs/promises'
import type { VerificationReport } from 'badgesmith'
import { verifyCredential } from 'badgesmith'
import * as selective from 'badgesmith/ecdsa-sd-2023'
import * as jwt from 'badgesmith/jwt'
import * as files from 'badgesmith/node'
import * as verifier from 'badgesmith/verify'

/** What a backend does with a file that somebody sent. */
export async function judge(path: string): Promise<VerificationReport['verdict']> {
  const report = await verifyCredential(await readFile(path))
  return report.verdict
}

export const others: readonly object[] = [files, jwt, selective, verifier]
