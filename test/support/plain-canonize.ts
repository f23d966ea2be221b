import jsonld from 'jsonld'
import { canonize as rdfCanonize } from 'rdf-canonize'
import { contextSet } from '../../src/contexts.ts'

/** What most use, with nothing of ours around it: jsonld and rdf-canonize, and our contexts at hand. */
export async function plainCanonize(document: object): Promise<string> {
  const contexts = contextSet()
  const quads = await jsonld.toRDF(document, {
    base: null,
    safe: true,
    rdfDirection: 'i18n-datatype',
    produceGeneralizedRdf: false,
    documentLoader: async (url) => ({ contextUrl: null, documentUrl: url, document: contexts.get(url) }),
  })
  return rdfCanonize(quads, { algorithm: 'RDFC-1.0', messageDigestAlgorithm: 'sha256', maxWorkFactor: 1 })
}
