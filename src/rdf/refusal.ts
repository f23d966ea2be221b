import { createProblem, OpenBadgesError } from '../errors.ts'
import type { CanonizeOptions } from './canonize.ts'

/** Runs a step in which jsonld may refuse the document, and says so in our words. */
export async function guarded<T>(document: object, options: CanonizeOptions, step: () => Promise<T>): Promise<T> {
  try {
    return await step()
  } catch (error) {
    throw (await refusalOf(error, document, options)) ?? error
  }
}

/** An error of jsonld as one of ours. Which path met it makes no difference to what is said. */
async function refusalOf(
  error: unknown,
  document: object,
  { contexts }: CanonizeOptions,
): Promise<OpenBadgesError | undefined> {
  if (error instanceof OpenBadgesError) return undefined
  const { faultOf } = await import('./plain.ts')
  const fault = faultOf(error)
  if (!fault) return undefined
  if (fault.aboutContext) {
    return new OpenBadgesError(
      createProblem('context.invalid', `The contexts cannot be processed together: ${fault.message}`, {
        hint: 'Check that they belong together, and that they are in the right order.',
      }),
    )
  }
  const { findLosses } = await import('./losses.ts')
  const [first, ...rest] = await findLosses(document, contexts, 'error').catch((inner: unknown) => {
    if (faultOf(inner)) return []
    throw inner
  })
  if (first) return new OpenBadgesError(first, ...rest)
  return new OpenBadgesError(createProblem('proof.data_loss', `The document cannot be signed as RDF: ${fault.message}`))
}
