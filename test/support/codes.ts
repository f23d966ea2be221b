import { OpenBadgesError } from '../../src/errors.ts'

/** The code of the OpenBadgesError that a call throws or rejects with; anything else surfaces. */
export async function codeOf(call: () => unknown): Promise<string> {
  try {
    await call()
  } catch (error) {
    if (error instanceof OpenBadgesError) return error.code
    throw error
  }
  return 'none'
}
