/** Whether a text was meant as a compact JWS: parts with dots between them, of some base64 or other. */
export function looksLikeJwt(text: string): boolean {
  // One class and no group: a stranger's text may be megabytes long, and a group would recurse at every dot.
  const dot = text.indexOf('.')
  return dot > 0 && text.indexOf('.', dot + 1) !== -1 && /^[A-Za-z0-9_=+/.-]+$/.test(text)
}
