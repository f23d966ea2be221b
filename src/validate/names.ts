import type { Findings } from './findings.ts'

/** What people write who come from Open Badges 2.0, from a framework's export, or from plain English. */
const OTHER_NAMES: Readonly<Record<string, readonly string[]>> = {
  title: ['name', 'targetName'],
  summary: ['description'],
  issuedOn: ['validFrom'],
  issueDate: ['validFrom'],
  expires: ['validUntil'],
  expiresAt: ['validUntil'],
  recipient: ['credentialSubject'],
  subject: ['credentialSubject'],
  badge: ['achievement'],
  standards: ['alignment'],
  competencies: ['alignment'],
  keywords: ['tag'],
  language: ['inLanguage'],
  url: ['targetUrl', 'id'],
  framework: ['targetFramework'],
  code: ['targetCode', 'humanCode'],
  score: ['value'],
  grade: ['value'],
  levels: ['rubricCriterionLevel'],
  rubric: ['resultDescription'],
  credits: ['creditsEarned', 'creditsAvailable'],
  hash: ['digestMultibase', 'identityHash'],
  digest: ['digestMultibase'],
  status: ['credentialStatus'],
  comment: ['endorsementComment'],
  credentials: ['verifiableCredential'],
}

/** The member of a class that a stranger's name most likely means: by another name for it, or by its letters. */
export function memberMeant(name: string, known: readonly string[], findings: Findings): string | undefined {
  const others = Object.hasOwn(OTHER_NAMES, name) ? OTHER_NAMES[name] : undefined
  return others?.find((other) => known.includes(other)) ?? findings.guess(name, known)
}
