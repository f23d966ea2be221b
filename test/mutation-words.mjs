import { declareValuePlugin, PluginKind } from '@stryker-mutator/api/plugin'

/** Functions that make a problem, and which of their arguments is the message. */
const MESSAGE_OF = { createProblem: 1, openBadgesError: 1, unavailable: 1, atMethod: 2, serverFailed: 1 }
const WORDS = ['message', 'hint', 'section']

/** Words for people are held by other tests than those of what is decided: only decisions are mutated here. */
function isWords(path) {
  const { parent, key, listKey } = path
  if (parent?.type === 'CallExpression' && listKey === 'arguments') {
    const message = MESSAGE_OF[parent.callee.name]
    if (message !== undefined && (key === message || (parent.callee.name === 'atMethod' && key > message))) return true
  }
  return parent?.type === 'ObjectProperty' && key === 'value' && WORDS.includes(parent.key.name)
}

export const strykerPlugins = [
  declareValuePlugin(PluginKind.Ignore, 'words', {
    shouldIgnore: (path) => (isWords(path) ? 'words for people' : undefined),
  }),
]
