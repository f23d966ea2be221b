import { createProblem, type Problem } from '../errors.ts'
import { isObject, pointerTo, toArray } from '../json.ts'
import { printable } from '../printable.ts'
import type { ShapeOptions } from '../shape.ts'
import type { JsonObject, JsonValue } from '../types.ts'

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
  const problems: Problem[] = []
  for (const [index, context] of contexts.entries()) {
    if (isKnown(context, options)) continue
    problems.push(unknownContext(context, Array.isArray(root['@context']) ? pointerTo(at, index) : at, options))
  }
  return problems
}

function isKnown(context: JsonValue, { contexts, allowInlineContexts }: ShapeOptions): boolean {
  if (typeof context === 'string') return contexts.has(context)
  return allowInlineContexts ? isObject(context) : false
}

function unknownContext(context: JsonValue, pointer: string, { signsJson }: ShapeOptions): Problem {
  if (typeof context !== 'string') {
    return createProblem('context.inline', 'A @context is written into the document instead of named by URL.', {
      pointer,
      hint: 'Publish it under a URL and pass it to createDocumentLoader({ contexts }). Option dangerous.allowInlineContexts lets it through.',
    })
  }
  return createProblem('context.unknown', `The context ${printable(context)} is not known here.`, {
    pointer,
    ...(signsJson ? { severity: 'warning' } : { needs: context }),
    hint: 'Pass it by value: createDocumentLoader({ contexts: { url: document } }). Contexts are never fetched.',
  })
}
