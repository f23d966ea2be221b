import { createProblem, type Problem } from '../errors.ts'
import { isObject, pointerTo, toArray } from '../json.ts'
import { printable } from '../printable.ts'
import type { ShapeOptions } from '../shape.ts'
import type { JsonObject } from '../types.ts'

export function contextProblems(root: JsonObject, pointer: string, what: string, options: ShapeOptions): Problem[] {
  const at = pointerTo(pointer, '@context')
  const contexts = toArray(root['@context'])
  if (contexts.length === 0) {
    return [
      createProblem('context.order', `The ${what} has no @context, so nothing says what its members mean.`, {
        pointer: at,
      }),
    ]
  }
  return contexts.flatMap((context, index) => {
    const where = Array.isArray(root['@context']) ? pointerTo(at, index) : at
    if (typeof context !== 'string') {
      if (options.allowInlineContexts && isObject(context)) return []
      return [
        createProblem('context.inline', 'A @context is written into the document instead of named by URL.', {
          pointer: where,
          hint: 'Publish it under a URL and pass it to createDocumentLoader({ contexts }). Option dangerous.allowInlineContexts lets it through.',
        }),
      ]
    }
    if (options.contexts.has(context)) return []
    return [
      createProblem('context.unknown', `The context ${printable(context)} is not known here.`, {
        pointer: where,
        ...(options.signsJson ? { severity: 'warning' } : { needs: context }),
        hint: 'Pass it by value: createDocumentLoader({ contexts: { url: document } }). Contexts are never fetched.',
      }),
    ]
  })
}
