import { describe, expect, it } from 'vitest'
import { type CanonizeOptions, canonizeTraced } from '../../src/rdf/canonize.ts'
import type { JsonObject } from '../../src/types.ts'
import { hasVectors, VECTORS, vector, vectorContexts, vectorText } from '../support/vectors.ts'

interface Vector {
  readonly folder: string
  readonly suffix: string
  readonly hash: NonNullable<CanonizeOptions['hash']>
}

const EDDSA: readonly Vector[] = [
  { folder: 'vc-di-eddsa/eddsa-rdfc-2022/', suffix: 'DataInt', hash: 'sha256' },
  { folder: 'vc-di-eddsa/eddsa-rdfc-2022/employ/', suffix: 'DataInt', hash: 'sha256' },
  { folder: 'vc-di-eddsa/Ed25519Signature2020/', suffix: 'EdSig', hash: 'sha256' },
]
const ECDSA: readonly Vector[] = [
  { folder: 'vc-di-ecdsa/ecdsa-rdfc-2019-p256/', suffix: 'ECDSAP256', hash: 'sha256' },
  { folder: 'vc-di-ecdsa/ecdsa-rdfc-2019-p256/employ/', suffix: 'ECDSAP256', hash: 'sha256' },
  { folder: 'vc-di-ecdsa/ecdsa-rdfc-2019-p384/', suffix: 'ECDSAP384', hash: 'sha384' },
  { folder: 'vc-di-ecdsa/ecdsa-rdfc-2019-p384/employ/', suffix: 'ECDSAP384', hash: 'sha384' },
]

function unsigned(credential: JsonObject): JsonObject {
  const { proof: _, ...rest } = credential
  return rest
}

describe.skipIf(!hasVectors)(`canonical documents of the ${VECTORS}`, () => {
  describe.each(['compiled', 'plain'] as const)('on the %s path', (path) => {
    it.each([...EDDSA, ...ECDSA])(
      'has the document and the proof options of $folder',
      async ({ folder, suffix, hash }) => {
        const options = { contexts: vectorContexts(), hash }
        const document = unsigned(vector(`${folder}signed${suffix}.json`))
        const config = vector(`${folder}proofConfig${suffix}.json`)
        expect((await canonizeTraced(document, options, path)).nquads).toBe(
          vectorText(`${folder}canonDoc${suffix}.txt`),
        )
        expect((await canonizeTraced(config, options, path)).nquads).toBe(
          vectorText(`${folder}proofCanon${suffix}.txt`),
        )
      },
    )

    it.each(['employ', 'prc'])('has the document and the proof options of ecdsa-sd-2023, %s', async (name) => {
      const folder = `vc-di-ecdsa/ecdsa-sd-2023/${name}/`
      const options = { contexts: vectorContexts() }
      const document = unsigned(vector(`${folder}addSignedSDBase.json`))
      const lines = vector(`${folder}addBaseDocCanon.json`) as unknown as readonly string[]
      expect((await canonizeTraced(document, options, path)).nquads).toBe(lines.join(''))
      const config = vector(`${folder}addProofConfig.json`)
      expect((await canonizeTraced(config, options, path)).nquads).toBe(vectorText(`${folder}addProofConfigCanon.txt`))
    })
  })
})
