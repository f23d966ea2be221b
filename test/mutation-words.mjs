import { declareValuePlugin, PluginKind } from '@stryker-mutator/api/plugin'

/** What makes a problem or an error, and which of its arguments is the message. */
const MESSAGE_OF = {
  createProblem: 1,
  openBadgesError: 1,
  unavailable: 1,
  atMethod: 2,
  serverFailed: 1,
  // Of one file each: the message alone, or the rest of it.
  malformedText: 0,
  carrierNote: 0,
  noCredential: 0,
  severalCredentials: 0,
  tooMany: 0,
  malformed: 1,
  problem: 1,
  outOfPlace: 0,
  namedByIri: 0,
  exceed: 2,
  contextProblems: 2,
  Error: 0,
}
const WORDS = ['message', 'hint', 'section']

/** Words for people are held by other tests than those of what is decided: only decisions are mutated here. */
function isWords({ parent, node, key, listKey }) {
  if ((parent?.type === 'CallExpression' || parent?.type === 'NewExpression') && listKey === 'arguments') {
    const message = MESSAGE_OF[parent.callee.name]
    if (message === undefined) return false
    return key === message || (parent.callee.name === 'atMethod' && key > message) || holdsWords(node)
  }
  if (parent?.type === 'VariableDeclarator') return key === 'init' && WORDS.includes(parent.id.name)
  return parent?.type === 'ObjectProperty' && key === 'value' && WORDS.includes(parent.key.name)
}

/** An object of nothing else. */
function holdsWords({ type, properties }) {
  return type === 'ObjectExpression' && properties.every((property) => WORDS.includes(property.key?.name))
}

export const strykerPlugins = [
  declareValuePlugin(PluginKind.Ignore, 'words', {
    shouldIgnore: (path) => (isWords(path) ? 'words for people' : undefined),
  }),
]
