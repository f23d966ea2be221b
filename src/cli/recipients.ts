import type { Recipient } from '../recipient.ts'
import { wrongUsage } from './refusal.ts'

/**
 * Whom `--recipient` asks about: email addresses, and one DID or other URI.
 *
 * @throws Refusal 64 for anything else.
 */
export function readRecipient(given: readonly string[]): Recipient | undefined {
  if (given.length === 0) return undefined
  const email: string[] = []
  const ids: string[] = []
  for (const text of given) {
    const address = text.replace(/^mailto:/i, '')
    if (/^[^\s@/]+@[^\s@/]+$/.test(address)) email.push(address)
    else if (/^[a-z][a-z0-9+.-]*:\S+$/i.test(text)) ids.push(text)
    else throw wrongUsage(`--recipient cannot be "${text}". Write an email address or a DID.`)
  }
  const [id, ...others] = ids
  if (others.length > 0) throw wrongUsage(`--recipient can name one DID beside email addresses, not ${ids.length}.`)
  return { ...(id !== undefined && { id }), ...(email.length > 0 && { email }) }
}
