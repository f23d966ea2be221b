import { existsSync, readFileSync } from 'node:fs'
import { contextSet } from '../../src/contexts.ts'
import type { ContextSet, JsonObject } from '../../src/types.ts'

const SHARED = new URL('../../../shared/vectors/', import.meta.url)

/** W3C test vectors of vc-di-eddsa and vc-di-ecdsa, which are not part of the repository. */
export const hasVectors: boolean = existsSync(SHARED)

/** What a title says when they are not there. */
export const VECTORS: string = hasVectors ? 'W3C vectors' : 'W3C vectors (skipped: ../shared/vectors is absent)'

export function vectorText(path: string): string {
  return readFileSync(new URL(path, SHARED), 'utf8')
}

export function vector(path: string): JsonObject {
  return JSON.parse(vectorText(path)) as JsonObject
}

/** The bundled contexts and the two that the vectors use beyond them. */
export function vectorContexts(): ContextSet {
  return contextSet(vectorContextDocuments())
}

export function vectorContextDocuments(): Readonly<Record<string, JsonObject>> {
  return {
    'https://www.w3.org/ns/credentials/examples/v2': vector('contexts/credentials-examples-v2.json'),
    'https://w3id.org/citizenship/v4rc1': vector('contexts/citizenship-v4rc1.json'),
  }
}
