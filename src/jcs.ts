import canonicalize from 'canonicalize'

/** The canonical text of a JSON value (RFC 8785). Expects well-formed strings, as `json.ts` leaves them. */
export function canonicalJson(value: object): string {
  // The library is CommonJS and its types say ES module: what is imported is the function itself.
  return (canonicalize as unknown as (value: object) => string)(value)
}
