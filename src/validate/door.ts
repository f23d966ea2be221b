/**
 * Who asks. *Issuing*: VC 2.0 in canonical form (arrays, no nulls, no empty arrays; Open Badges 3.0, "Serialization").
 * *Embedded* in what is issued: endorsements and the members of a CLR come as their signers made them, so what JSON-LD
 * compacts is accepted, and nothing else is softened. *Reading*: also VC 1.1, single values, arrays of
 * credentialStatus, language value objects; what disproves nothing is a warning.
 */
export interface Door {
  /** Arrays wherever there can be more than one. */
  readonly canonical: boolean
  /** Every rule is an error. */
  readonly strict: boolean
}

export const ISSUING: Door = { canonical: true, strict: true }
export const EMBEDDED: Door = { canonical: false, strict: true }
export const READING: Door = { canonical: false, strict: false }
