import { createProblem, OpenBadgesError, type Problem } from './errors.ts'
import { isObject, toArray } from './json.ts'
import { type Check, checked, type Outcome, unchecked } from './report.ts'
import { issuerIdOf } from './trust.ts'
import type { JsonObject, JsonValue } from './types.ts'
import { parseDateTime } from './validity.ts'

export type RefreshCheck = Check & {
  /** The service that was asked. */
  readonly service?: string
  /** Whether what it gave took the place of what was presented. */
  readonly refreshed: boolean
}

/** Reads and checks what a refresh service gives, up to and including its proof; one floor up, and handed in. */
export type Reexamine<E> = (
  url: string,
) => Promise<
  E & { readonly credential: JsonObject | undefined; readonly outcome: Outcome; readonly problems: readonly Problem[] }
>

/**
 * Asks the refresh service of a badge, once, after its proof was good (Open Badges 3.0, "Verification", step 3). What
 * comes back counts only when its own proof is good, it is the same badge (issuer and id), and it is newer. When it is
 * not to be had the badge stays as it was presented.
 */
export async function refreshOnce<E>(
  credential: JsonObject,
  reexamine: Reexamine<E>,
): Promise<{ check: RefreshCheck; examined?: E }> {
  const service = serviceOf(credential)
  if (service === undefined) return { check: { ...unchecked('not-applicable'), refreshed: false } }
  const kept = (problem: Problem) => ({ check: { ...checked([problem], { service }), refreshed: false } })
  try {
    const examined = await reexamine(service)
    if (examined.credential === undefined || examined.outcome !== 'passed') {
      const why = examined.problems.find(({ severity }) => severity === 'error')?.message ?? ''
      return kept(unavailable(`The refresh service gave nothing that could be used. ${why}`.trim(), service))
    }
    if (!isNewer(examined.credential, credential)) {
      return kept(
        createProblem(
          'refresh.mismatch',
          'What the refresh service gave is not a newer version of this badge, so the badge is judged as presented.',
          { pointer: '/refreshService', document: service },
        ),
      )
    }
    return { check: { ...checked([], { service }), refreshed: true }, examined }
  } catch (error) {
    if (error instanceof OpenBadgesError)
      return kept(unavailable(`The refresh service could not be asked. ${error.message}`, service))
    throw error
  }
}

function serviceOf(credential: JsonObject): string | undefined {
  const services: readonly JsonValue[] = toArray(credential.refreshService)
  const service = services.filter(isObject).find(({ type }) => toArray(type).includes('1EdTechCredentialRefresh'))
  return typeof service?.id === 'string' ? service.id : undefined
}

function unavailable(message: string, service: string): Problem {
  const details = { pointer: '/refreshService', document: service, needs: service }
  return createProblem('refresh.unavailable', message, details)
}

function isNewer(refreshed: JsonObject, presented: JsonObject): boolean {
  const [newer, older] = [startOf(refreshed), startOf(presented)]
  const isSame =
    refreshed.id !== undefined && refreshed.id === presented.id && issuerIdOf(refreshed) === issuerIdOf(presented)
  return isSame && isForTheSame(refreshed, presented) && newer !== undefined && older !== undefined && newer > older
}

/** A newer version is about the same person and thing, as far as both say whom and what by id. */
function isForTheSame(refreshed: JsonObject, presented: JsonObject): boolean {
  const [one, other] = [refreshed.credentialSubject, presented.credentialSubject]
  if (!isObject(one) || !isObject(other)) return false
  return one.id === undefined || other.id === undefined || one.id === other.id
}

function startOf(credential: JsonObject): number | undefined {
  const start = credential.validFrom ?? credential.issuanceDate
  return typeof start === 'string' ? parseDateTime(start) : undefined
}
