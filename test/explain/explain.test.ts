import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CHECK_NAMES, CODES, type ErrorCode, factsOf } from '../../src/codes.ts'
import { createProblem } from '../../src/errors.ts'
import { explain } from '../../src/explain/index.ts'
import type { JsonObject } from '../../src/types.ts'
import type { VerificationReport } from '../../src/verification.ts'
import { badgeJson, GOOD, reportOf, STRANGER, unreadable, withProblem } from './reports.ts'

const REVOCABLE = { credentialStatus: { type: 'BitstringStatusListEntry' } }
const LIST = {
  type: 'BitstringStatusListEntry',
  purpose: 'revocation',
  list: 'https://cce.example/status/1',
  asOf: '2026-05-31T08:00:00Z',
  nextUpdate: '2026-06-02T08:00:00.000Z',
}
const EXPIRED = {
  ...withProblem('failed', 'time.expired', { pointer: '/validUntil' }),
  validFrom: '2024-03-01T09:00:00Z',
  validUntil: '2025-03-01T23:59:59Z',
}
const REVOKED = {
  ...withProblem('failed', 'status.revoked', { pointer: '/credentialStatus' }),
  entries: [{ ...LIST, set: true, value: 1 }],
}
const NOT_READ = { outcome: 'not-reached', problems: [] } as const

const trusted = reportOf(
  {
    status: { outcome: 'passed', problems: [], entries: [{ ...LIST, set: false, value: 0 }] },
    recipient: {
      outcome: 'passed',
      problems: [],
      matched: {
        by: 'identifier',
        identityType: 'emailAddress',
        hashed: true,
        pointer: '/credentialSubject/identifier/0',
      },
    },
  },
  { trusted: 'yes', trustedAs: 'Collaborative Education (partner)', credential: badgeJson(REVOCABLE) },
)
const changed = reportOf({
  proof: withProblem('failed', 'proof.signature_invalid', { pointer: '/proof', message: 'The signature is wrong.' }),
  endorsements: { ...NOT_READ, endorsements: [] },
})
const offline = reportOf(
  {
    status: {
      ...withProblem('undecided', 'status.unavailable', { needs: 'https://cce.example/status/1' }),
      entries: [{ type: 'BitstringStatusListEntry', purpose: 'revocation' }],
    },
  },
  { credential: badgeJson(REVOCABLE) },
)
const expired = reportOf({ validity: EXPIRED })
const revoked = reportOf({ status: REVOKED }, { credential: badgeJson(REVOCABLE) })
const mismatch = reportOf(
  { recipient: withProblem('failed', 'recipient.mismatch', { pointer: '/credentialSubject' }) },
  {
    credential: badgeJson({
      credentialSubject: {
        type: ['AchievementSubject'],
        identifier: [
          { type: 'IdentityObject', hashed: true, identityHash: 'sha256$00', identityType: 'emailAddress', salt: 's' },
        ],
        achievement: { name: 'Rubric Design', description: 'Designs rubrics.', achievementType: 'MicroCredential' },
      },
    }),
  },
)
const withoutBadge = unreadable('png.no_credential', 'undecided')

describe('explain', () => {
  it('states the name of a trusted issuer as a fact, under the name that the caller knows', () => {
    expect(explain(trusted)).toMatchInlineSnapshot(`
      "This badge is valid and made out to the person you asked about: it is signed, was not changed since, and is in force.

      It is a micro-credential, named “Basic Performance Assessment Design”.
      Its description reads: “Designs a performance assessment with a rubric that students understand.”

      It was issued by Collaborative Education (partner). That issuer, cce.example (https://cce.example/issuer), is on your list of trusted issuers.

      It names the person you asked about: the email address that you gave is the one in it. It is made out to did:example:teacher.

      It is dated March 1, 2026. It has no end date.
      It is not revoked, according to the issuer's list of May 31, 2026 at 08:00 UTC; a newer list is due by June 2, 2026 at 08:00 UTC.

      Results:
      - “Unit plan”: “Proficient”

      Evidence:
      - “Unit plan”

      This was checked as of June 1, 2026 at 12:00 UTC."
    `)
  })

  it('does not vouch for the name of an issuer when nobody said whom to trust', () => {
    expect(explain(reportOf())).toMatchInlineSnapshot(`
      "This badge is valid: it is signed, was not changed since, and is in force.

      It is a micro-credential, named “Basic Performance Assessment Design”.
      Its description reads: “Designs a performance assessment with a rubric that students understand.”

      It was signed with the key of cce.example (https://cce.example/issuer), which calls itself “Center for Collaborative Education”. Nothing here confirms that name: anyone can choose any name.
      You gave no list of trusted issuers. Before you rely on it, ask the organization itself, at an address that you know (not one from the badge), whether it issued this.

      It is made out to did:example:teacher. You did not say who presents it, so whether that is the same person was not checked.

      It is dated March 1, 2026. It has no end date.
      It names no list in which its issuer could revoke it.

      Results:
      - “Unit plan”: “Proficient”

      Evidence:
      - “Unit plan”

      This was checked as of June 1, 2026 at 12:00 UTC."
    `)
  })

  it('says of an issuer that is not on the list that it is not', () => {
    const text = explain(reportOf({}, { trusted: 'no' }))
    expect(text).toContain('not on your list of trusted issuers')
    expect(text).toContain('which calls itself “Center for Collaborative Education”')
  })

  it('still shows an expired badge, as expired', () => {
    expect(explain(expired)).toMatchInlineSnapshot(`
      "This badge is not valid: it has expired.

      It is a micro-credential, named “Basic Performance Assessment Design”.
      Its description reads: “Designs a performance assessment with a rubric that students understand.”

      It was signed with the key of cce.example (https://cce.example/issuer), which calls itself “Center for Collaborative Education”. Nothing here confirms that name: anyone can choose any name.
      You gave no list of trusted issuers. Before you rely on it, ask the organization itself, at an address that you know (not one from the badge), whether it issued this.

      It is made out to did:example:teacher. You did not say who presents it, so whether that is the same person was not checked.

      It is dated March 1, 2024. It ended on March 1, 2025 at 23:59:59 UTC.
      It names no list in which its issuer could revoke it.

      Results:
      - “Unit plan”: “Proficient”

      Evidence:
      - “Unit plan”

      Why it is not valid, and what to do:
      - The badge has expired. Ask the holder for a renewed one. Whether an expired one still counts is for you to decide.

      This was checked as of June 1, 2026 at 12:00 UTC."
    `)
  })

  it('says that a badge was revoked, by a list of which date, and in Spanish to its holder', () => {
    expect(explain(revoked)).toMatchInlineSnapshot(`
      "This badge is not valid: its issuer has revoked it.

      It is a micro-credential, named “Basic Performance Assessment Design”.
      Its description reads: “Designs a performance assessment with a rubric that students understand.”

      It was signed with the key of cce.example (https://cce.example/issuer), which calls itself “Center for Collaborative Education”. Nothing here confirms that name: anyone can choose any name.
      You gave no list of trusted issuers. Before you rely on it, ask the organization itself, at an address that you know (not one from the badge), whether it issued this.

      It is made out to did:example:teacher. You did not say who presents it, so whether that is the same person was not checked.

      It is dated March 1, 2026. It has no end date.
      Its issuer has revoked it, according to the issuer's list of May 31, 2026 at 08:00 UTC; a newer list is due by June 2, 2026 at 08:00 UTC.

      Results:
      - “Unit plan”: “Proficient”

      Evidence:
      - “Unit plan”

      Why it is not valid, and what to do:
      - The issuer has revoked the badge. Do not count it. The holder can ask the issuer why.

      This was checked as of June 1, 2026 at 12:00 UTC."
    `)
    expect(explain(revoked, { audience: 'holder', locale: 'es' })).toMatchInlineSnapshot(`
      "Su insignia no es válida: su emisor la ha revocado.

      Es una microcredencial, con el nombre “Basic Performance Assessment Design”.
      Su descripción dice: “Designs a performance assessment with a rubric that students understand.”

      Está firmada con la clave de cce.example (https://cce.example/issuer), que se presenta como “Center for Collaborative Education”. Nada confirma aquí ese nombre: cualquiera puede elegir el nombre que quiera.
      No se usó ninguna lista de emisores de confianza, así que esto no dice quién la aceptará.

      Está a nombre de did:example:teacher. No se comprobó si es usted, porque no se dio ninguna dirección ni identificador.

      Lleva la fecha del 1 de marzo de 2026. No tiene fecha de fin.
      Su emisor la ha revocado, según la lista del emisor del 31 de mayo de 2026 a las 08:00 UTC; habrá una lista nueva antes del 2 de junio de 2026 a las 08:00 UTC.

      Resultados:
      - “Unit plan”: “Proficient”

      Evidencias:
      - “Unit plan”

      Por qué no es válida y qué hacer:
      - El emisor ha revocado su insignia. Pregunte al emisor por qué. Solo el emisor puede cambiarlo o emitir una nueva.

      Situación comprobada al 1 de junio de 2026 a las 12:00 UTC."
    `)
  })

  it('takes nothing for a fact where the signature is not good', () => {
    expect(explain(changed)).toMatchInlineSnapshot(`
      "This badge is not valid: it was changed after it was signed, or was signed with another key.

      It has no good signature, so what follows is only what it claims; anyone could have written it.

      It is a micro-credential, named “Basic Performance Assessment Design”.
      Its description reads: “Designs a performance assessment with a rubric that students understand.”

      It claims to come from cce.example (https://cce.example/issuer) and gives the name “Center for Collaborative Education”.

      It is made out to did:example:teacher. You did not say who presents it, so whether that is the same person was not checked.

      It is dated March 1, 2026. It has no end date.
      It names no list in which its issuer could revoke it.

      Results:
      - “Unit plan”: “Proficient”

      Evidence:
      - “Unit plan”

      Why it is not valid, and what to do:
      - The signature does not fit: the badge was changed after it was signed, or another key signed it. Do not rely on it. Ask the holder for the original, or ask the issuer, at an address that you know yourself, whether it issued this.

      This was checked as of June 1, 2026 at 12:00 UTC."
    `)
  })

  it('gives a developer code, place, message, hint and every check', () => {
    expect(explain(changed, { audience: 'developer' })).toMatchInlineSnapshot(`
      "This badge is not valid: it was changed after it was signed, or was signed with another key.

      It has no good signature, so what follows is only what it claims; anyone could have written it.

      It is a micro-credential, named “Basic Performance Assessment Design”.
      Its description reads: “Designs a performance assessment with a rubric that students understand.”

      It claims to come from cce.example (https://cce.example/issuer) and gives the name “Center for Collaborative Education”.

      It is made out to did:example:teacher. You did not say who presents it, so whether that is the same person was not checked.

      It is dated March 1, 2026. It has no end date.
      It names no list in which its issuer could revoke it.

      Results:
      - “Unit plan”: “Proficient”

      Evidence:
      - “Unit plan”

      Why it is not valid, and what to do:
      - proof.signature_invalid /proof: The signature does not fit: the badge was changed after it was signed, or another key signed it. Treat it as forged or altered. Compare it with the original of the issuer, byte by byte.
        Message: The signature is wrong.

      Checks: read passed, schema passed, proof failed, refresh not-applicable, validity passed, status not-applicable, recipient not-applicable, endorsements not-reached, evidence not-applicable, members not-applicable
      Read from: png
      Proofs: eddsa-rdfc-2022

      This was checked as of June 1, 2026 at 12:00 UTC."
    `)
  })

  it('says that it could not be found out whether a badge was revoked, and what is needed', () => {
    expect(explain(offline)).toMatchInlineSnapshot(`
      "It could not be decided whether the badge is valid: the list that says whether it was revoked could not be read.

      It is a micro-credential, named “Basic Performance Assessment Design”.
      Its description reads: “Designs a performance assessment with a rubric that students understand.”

      It was signed with the key of cce.example (https://cce.example/issuer), which calls itself “Center for Collaborative Education”. Nothing here confirms that name: anyone can choose any name.
      You gave no list of trusted issuers. Before you rely on it, ask the organization itself, at an address that you know (not one from the badge), whether it issued this.

      It is made out to did:example:teacher. You did not say who presents it, so whether that is the same person was not checked.

      It is dated March 1, 2026. It has no end date.
      Whether it was revoked could not be found out.

      Results:
      - “Unit plan”: “Proficient”

      Evidence:
      - “Unit plan”

      Why it could not be decided, and what to do:
      - The list that says whether the badge was revoked could not be read. Check it again later, with a connection to the internet. Until then, ask the issuer whether it still stands.

      Needed, but not available:
      - https://cce.example/status/1

      This was checked as of June 1, 2026 at 12:00 UTC."
    `)
    expect(explain(offline, { audience: 'holder' })).toMatchInlineSnapshot(`
      "It could not be decided whether your badge is valid: the list that says whether it was revoked could not be read.

      It is a micro-credential, named “Basic Performance Assessment Design”.
      Its description reads: “Designs a performance assessment with a rubric that students understand.”

      It was signed with the key of cce.example (https://cce.example/issuer), which calls itself “Center for Collaborative Education”. Nothing here confirms that name: anyone can choose any name.
      No list of trusted issuers was used, so this does not say who will accept it.

      It is made out to did:example:teacher. Whether that is you was not checked, since no address or id was given.

      It is dated March 1, 2026. It has no end date.
      Whether it was revoked could not be found out.

      Results:
      - “Unit plan”: “Proficient”

      Evidence:
      - “Unit plan”

      Why it could not be decided, and what to do:
      - The list that says whether your badge was revoked could not be read. Have it checked again later, with a connection to the internet.

      Needed, but not available:
      - https://cce.example/status/1

      This was checked as of June 1, 2026 at 12:00 UTC."
    `)
  })

  it('says that a badge is for somebody else', () => {
    expect(explain(mismatch)).toMatchInlineSnapshot(`
      "This badge is not valid: it is not for the person asked about.

      It is a micro-credential, named “Rubric Design”.
      Its own title is “Basic Performance Assessment Design”.
      Its description reads: “Designs rubrics.”

      It was signed with the key of cce.example (https://cce.example/issuer), which calls itself “Center for Collaborative Education”. Nothing here confirms that name: anyone can choose any name.
      You gave no list of trusted issuers. Before you rely on it, ask the organization itself, at an address that you know (not one from the badge), whether it issued this.

      It does not name the person you asked about. It is made out to an email address, which it holds only in scrambled form (as a hash).

      It is dated March 1, 2026. It has no end date.
      It names no list in which its issuer could revoke it.

      Evidence:
      - “Unit plan”

      Why it is not valid, and what to do:
      - The badge is not made out to the person asked about. Ask the holder which address or id the issuer knows, and check it with that one, too.

      This was checked as of June 1, 2026 at 12:00 UTC."
    `)
    expect(explain(mismatch, { locale: 'es' })).toMatchInlineSnapshot(`
      "Esta insignia no es válida: no es para la persona por la que se preguntó.

      Es una microcredencial, con el nombre “Rubric Design”.
      Su propio título es “Basic Performance Assessment Design”.
      Su descripción dice: “Designs rubrics.”

      Está firmada con la clave de cce.example (https://cce.example/issuer), que se presenta como “Center for Collaborative Education”. Nada confirma aquí ese nombre: cualquiera puede elegir el nombre que quiera.
      Usted no dio ninguna lista de emisores de confianza. Antes de fiarse de ella, pregunte a la organización misma, en una dirección que usted conozca (no una de la insignia), si la emitió.

      No nombra a la persona por la que usted preguntó. Está a nombre de una dirección de correo, que contiene solo en forma cifrada (como hash).

      Lleva la fecha del 1 de marzo de 2026. No tiene fecha de fin.
      No nombra ninguna lista en la que su emisor pudiera revocarla.

      Evidencias:
      - “Unit plan”

      Por qué no es válida y qué hacer:
      - La insignia no está a nombre de la persona por la que se preguntó. Pregunte al titular qué dirección o identificador conoce el emisor, y compruébela también con ese.

      Situación comprobada al 1 de junio de 2026 a las 12:00 UTC."
    `)
  })

  it('explains a picture without a badge to each audience', () => {
    expect(explain(withoutBadge)).toMatchInlineSnapshot(`
      "Nothing can be decided: there is no badge inside the picture.

      Why it could not be decided, and what to do:
      - The picture is only a picture: there is no badge inside it. Phones, chat apps and photo editors often strip the badge out of a picture. Ask the holder for the original file or for the link from the issuer.

      This was checked as of June 1, 2026 at 12:00 UTC."
    `)
    expect(explain(withoutBadge, { audience: 'holder' })).toMatchInlineSnapshot(`
      "Nothing can be decided: there is no badge inside the picture.

      Why it could not be decided, and what to do:
      - The picture is only a picture: there is no badge inside it. Phones, chat apps and photo editors often strip the badge out of a picture. Use the original file or the link that the issuer gave you.

      This was checked as of June 1, 2026 at 12:00 UTC."
    `)
    expect(explain(withoutBadge, { audience: 'holder', locale: 'es' })).toMatchInlineSnapshot(`
      "No se puede decidir nada: no hay ninguna insignia dentro de la imagen.

      Por qué no se pudo decidir y qué hacer:
      - La imagen es solo una imagen: no hay ninguna insignia dentro. Los teléfonos, las aplicaciones de chat y los editores de fotos suelen borrar la insignia de una imagen. Use el archivo original o el enlace que le dio el emisor.

      Situación comprobada al 1 de junio de 2026 a las 12:00 UTC."
    `)
  })

  it('speaks to the person who earned it', () => {
    expect(explain(trusted, { audience: 'holder' })).toMatchInlineSnapshot(`
      "Your badge is valid and made out to you: it is signed, was not changed since, and is in force.

      It is a micro-credential, named “Basic Performance Assessment Design”.
      Its description reads: “Designs a performance assessment with a rubric that students understand.”

      Your badge was issued by Collaborative Education (partner). That issuer, cce.example (https://cce.example/issuer), is on the list of trusted issuers used for this check.

      It names you: the email address that was given is the one in it. It is made out to did:example:teacher.

      It is dated March 1, 2026. It has no end date.
      It is not revoked, according to the issuer's list of May 31, 2026 at 08:00 UTC; a newer list is due by June 2, 2026 at 08:00 UTC.

      Results:
      - “Unit plan”: “Proficient”

      Evidence:
      - “Unit plan”

      This was checked as of June 1, 2026 at 12:00 UTC."
    `)
    expect(explain(trusted, { audience: 'holder', locale: 'es' })).toMatchInlineSnapshot(`
      "Su insignia es válida y está a su nombre: está firmada, no se cambió después y está vigente.

      Es una microcredencial, con el nombre “Basic Performance Assessment Design”.
      Su descripción dice: “Designs a performance assessment with a rubric that students understand.”

      Su insignia fue emitida por Collaborative Education (partner). Ese emisor, cce.example (https://cce.example/issuer), está en la lista de emisores de confianza que se usó en esta comprobación.

      Le nombra a usted: la dirección de correo que se dio es la que contiene. Está a nombre de did:example:teacher.

      Lleva la fecha del 1 de marzo de 2026. No tiene fecha de fin.
      No está revocada, según la lista del emisor del 31 de mayo de 2026 a las 08:00 UTC; habrá una lista nueva antes del 2 de junio de 2026 a las 08:00 UTC.

      Resultados:
      - “Unit plan”: “Proficient”

      Evidencias:
      - “Unit plan”

      Situación comprobada al 1 de junio de 2026 a las 12:00 UTC."
    `)
  })
})

describe("nobody's name is vouched for", () => {
  const posing = {
    issuer: { id: STRANGER, type: ['Profile'], name: 'Harvard University', url: 'https://harvard.example' },
  }

  it("does not state a stranger's key that calls itself a known organization as that organization", () => {
    const text = explain(reportOf({}, { credential: badgeJson(posing) }))
    expect(text).toContain(`signed with the key of ${STRANGER}, which calls itself “Harvard University”.`)
    expect(text.replaceAll('“Harvard University”', '')).not.toContain('Harvard')
    expect(text).toContain('anyone can choose any name')
  })

  it('states nothing as a fact of a key that does not belong to the issuer, although the issuer is on the list', () => {
    const report = reportOf(
      { proof: withProblem('failed', 'issuer.key_mismatch') },
      { trusted: 'yes', trustedAs: 'Center for Collaborative Education' },
    )
    expect(explain(report)).toMatchInlineSnapshot(`
      "This badge is not valid: the key that signed it does not belong to its issuer.

      It has no good signature, so what follows is only what it claims; anyone could have written it.

      It is a micro-credential, named “Basic Performance Assessment Design”.
      Its description reads: “Designs a performance assessment with a rubric that students understand.”

      It claims to come from cce.example (https://cce.example/issuer) and gives the name “Center for Collaborative Education”.

      It is made out to did:example:teacher. You did not say who presents it, so whether that is the same person was not checked.

      It is dated March 1, 2026. It has no end date.
      It names no list in which its issuer could revoke it.

      Results:
      - “Unit plan”: “Proficient”

      Evidence:
      - “Unit plan”

      Why it is not valid, and what to do:
      - The key that signed the badge does not belong to its issuer: somebody else may have used the name of the issuer. Do not rely on it. Ask the holder for the original, or ask the issuer, at an address that you know yourself, whether it issued this.

      This was checked as of June 1, 2026 at 12:00 UTC."
    `)
  })

  it('states no name while the signature is undecided, although the issuer is on the list', () => {
    const proof = withProblem('undecided', 'net.offline', { needs: 'https://cce.example/issuer' })
    const text = explain(reportOf({ proof }, { trusted: 'yes', trustedAs: 'The Center' }))
    expect(text).not.toContain('The Center')
    expect(text).toContain('It claims to come from cce.example')
  })

  it('shows the host first, in the form that tells look-alike letters apart', () => {
    const issuer = { id: 'https://hаrvard.example/issuers/1', type: ['Profile'], name: 'Harvard' } // a Cyrillic а
    const text = explain(reportOf({}, { credential: badgeJson({ issuer }) }))
    expect(text).toMatch(/with the key of xn--[a-z0-9-]+\.example \(“/)
  })

  it('takes the name of a trusted issuer from the badge only where the caller gave none', () => {
    expect(explain(reportOf({}, { trusted: 'yes' }))).toContain('It was issued by Center for Collaborative Education.')
  })
})

describe("a stranger's text", () => {
  const HOSTILE: readonly (readonly [string, string, string])[] = [
    ['a line break', 'Rubric\nThis badge is valid.', '“Rubric This badge is valid.”'],
    ['an escape sequence', 'Rubric\u001b[2J\u001b[1;31m Design', '“Rubric Design”'],
    ['control characters', 'Rub\u0000ric\u0007\u0008 Design\u0085', '“Rubric Design”'],
    ['bidirectional characters', '\u202eRubric\u2066 Design\u2069\u200f', '“Rubric Design”'],
    ['invisible characters', 'Rub\u200bric\u00ad Design\ufeff', '“Rubric Design”'],
    ['a mark at the beginning', '\u0301\u20ddRubric Design', '“Rubric Design”'],
    ['quotation marks', 'Rubric”. This badge is valid. “', "“Rubric'. This badge is valid. '”"],
    ['straight quotation marks', 'Rubric "Design"', "“Rubric 'Design'”"],
    ['a place to fill in', 'Rubric {badge} {name}', '“Rubric {badge} {name}”'],
  ]

  it.each(HOSTILE)('stays between its quotation marks with %s', (_, name, shown) => {
    const credential = badgeJson({
      name,
      issuer: { id: STRANGER, type: ['Profile'], name },
      evidence: [{ id: 'urn:x', type: ['Evidence'], name, genre: name }],
    })
    for (const audience of ['holder', 'verifier', 'developer'] as const) {
      const text = explain(reportOf({}, { credential }), { audience })
      expect(text).toContain(`which calls itself ${shown}.`)
      expect(text).toContain(`- ${shown} (${shown})`)
      expect(text).not.toMatch(/[^\n\P{C}]/u)
    }
  })

  it('is cut at 200 characters, not in the middle of one', () => {
    const exact = '🎓'.repeat(200)
    const nameOf = (name: string) => explain(reportOf({}, { credential: badgeJson({ name }) }))
    expect(nameOf(exact)).toContain(`“${exact}”`)
    expect(nameOf(`${exact}🎓`)).toContain(`“${'🎓'.repeat(199)}…”`)
  })

  it('cannot pass for our sentence as an id, a recipient, a pointer or a key', () => {
    const says = 'x. This badge is valid.'
    const credential = badgeJson({
      issuer: { id: `did:x:${says}`, type: ['Profile'] },
      credentialSubject: {
        id: `mailto:${says}`,
        identifier: [{ hashed: false, identityType: says, identityHash: says }],
        achievement: { achievementType: says, description: says },
        result: [{ value: says, status: says }],
      },
      awardedDate: says,
    })
    const checks = {
      proof: { ...GOOD.proof, verificationMethod: says },
      endorsements: {
        outcome: 'passed' as const,
        problems: [createProblem('endorsement.invalid', 'm', { pointer: `/${says}`, document: says, needs: says })],
        endorsements: [
          {
            pointer: '/endorsement/0',
            verdict: 'valid' as const,
            issuer: says,
            issuerName: says,
            endorses: 'credential' as const,
            comment: says,
          },
        ],
      },
      members: {
        outcome: 'passed' as const,
        problems: [],
        members: [{ pointer: '/x', verdict: 'invalid' as const, name: says, id: says, issuer: says }],
      },
    }
    const report = reportOf(checks, { credential, needs: [says], source: { carrier: 'json', proof: [says] } })
    for (const locale of ['en', 'es']) {
      const text = explain(report, { audience: 'developer', locale })
      const outside = text
        .split('\n')
        .map((line) => line.replace(/“[^”]*”/g, ''))
        .join('\n')
      expect(outside).not.toContain('This badge is valid. ')
      expect(outside.replace(/^.*\n/, '')).not.toContain('This badge is valid')
    }
  })

  it('of whatever shape makes no error, no control character and no line of its own', () => {
    const text = fc.string({ unit: 'binary', maxLength: 300 })
    const value = fc.oneof(text, fc.jsonValue({ maxDepth: 2 }))
    const members = (names: readonly string[], of: fc.Arbitrary<unknown>) =>
      fc.record(Object.fromEntries(names.map((name) => [name, fc.oneof(value, of, fc.array(of, { maxLength: 3 }))])), {
        requiredKeys: [],
      })
    const levels = members(['id', 'name', 'rubricCriterionLevel'], text)
    const achievement = members(['id', 'name', 'description', 'achievementType', 'resultDescription'], levels)
    const part = members(['id', 'type', 'name', 'genre', 'hashed', 'identityHash', 'identityType', 'value'], text)
    const subject = members(
      ['id', 'achievement', 'identifier', 'result', 'endorsementComment'],
      fc.oneof(achievement, part),
    )
    const dates = ['awardedDate', 'validFrom', 'validUntil', 'issuanceDate', 'expirationDate']
    const credential = members(
      ['name', 'description', 'issuer', 'evidence', 'credentialSubject', 'credentialStatus', ...dates],
      fc.oneof(subject, part),
    )
    const kind = fc.constantFrom('badge' as const, 'endorsement' as const, 'clr' as const, 'vc' as const)
    fc.assert(
      fc.property(credential, kind, fc.constantFrom('en', 'es'), (found, is, locale) => {
        const report = reportOf({}, { credential: found as JsonObject, kind: is })
        const lines = explain(report, { audience: 'developer', locale }).split('\n')
        for (const line of lines) {
          expect(line).not.toMatch(/\p{Cc}|\p{Bidi_Control}|[\u200b-\u200f\u2028\u2029\ufeff]/u)
          expect(line).toMatch(/^$|^- |^[A-ZÉ]/)
        }
      }),
      { numRuns: 150 },
    )
  })

  it('is left out where it is no text', () => {
    const odd = badgeJson({
      name: { en: 'Rubric' },
      issuer: { id: 'https://cce.example', name: ['a'] },
      credentialSubject: [1, { achievement: 'x', identifier: 'y', result: 'z' }],
      evidence: 'https://e.example',
      awardedDate: 3,
    })
    expect(explain(reportOf({}, { credential: odd }))).toMatchInlineSnapshot(`
      "This badge is valid: it is signed, was not changed since, and is in force.

      It is a badge.

      It was signed with the key of cce.example (https://cce.example).
      You gave no list of trusted issuers. Before you rely on it, ask the organization itself, at an address that you know (not one from the badge), whether it issued this.

      It does not say whom it is for. You did not say who presents it, so whether that is the same person was not checked.

      It is dated March 1, 2026. It has no end date.
      It names no list in which its issuer could revoke it.

      This was checked as of June 1, 2026 at 12:00 UTC."
    `)
  })
})

describe('dates', () => {
  const dated = (validity: Partial<VerificationReport['checks']['validity']>, changes = {}, locale = 'en') => {
    const checks = { validity: { outcome: 'passed' as const, problems: [], ...validity } }
    return explain(reportOf(checks, { credential: badgeJson(changes) }), { locale })
  }

  it('are written out in UTC', () => {
    expect(dated({ validFrom: '2026-02-28T23:30:00-01:00' })).toContain('It is dated March 1, 2026.')
    expect(dated({ validFrom: '2026-02-28T22:30:00-01:00' })).toContain('It is dated February 28, 2026.')
    expect(dated({ validFrom: '2026-12-31T00:00:00Z' }, {}, 'es')).toContain(
      'Lleva la fecha del 31 de diciembre de 2026.',
    )
    expect(dated({ validUntil: '2027-01-01T00:00:30Z' })).toContain('It ends on January 1, 2027 at 00:00:30 UTC.')
  })

  it('tell the day of the award from the day of a renewal', () => {
    const renewed = dated({ validFrom: '2026-03-01T09:00:00Z' }, { awardedDate: '2025-01-31T09:00:00Z' })
    expect(renewed).toContain('It was awarded on January 31, 2025. It is dated March 1, 2026. It has no end date.')
    const first = dated({ validFrom: '2026-03-01T09:00:00Z' }, { awardedDate: '2026-03-01T07:00:00Z' })
    expect(first).toContain('It was awarded on March 1, 2026. It has no end date.')
  })

  it('that are malformed are shown as they stand, between quotation marks', () => {
    expect(dated({}, { validFrom: 'last Tuesday', validUntil: '2026-02-30T00:00:00Z' })).toContain(
      'It is dated “last Tuesday”. It ends on “2026-02-30T00:00:00Z”.',
    )
  })

  it('beyond the calendar are shown as they stand', () => {
    expect(dated({ validUntil: '99999999-01-01T00:00:00Z' })).toContain('It ends on “99999999-01-01T00:00:00Z”.')
  })

  it('that have not come are given to the minute', () => {
    const text = dated({ ...withProblem('failed', 'time.not_yet_valid'), validFrom: '2026-09-01T06:00:00Z' })
    expect(text).toMatch(/^This badge is not valid: it has not begun yet\.\n/)
    expect(text).toContain('It begins only on September 1, 2026 at 06:00 UTC.')
  })
})

describe('what else a report knows', () => {
  it('says that a refreshed badge is another one than was presented', () => {
    const text = explain(reportOf({ refresh: { outcome: 'passed', problems: [], refreshed: true } }))
    expect(text.split('\n\n')[1]).toMatch(/newer version of the badge/)
  })

  it('lists results by the names of rubric and level, and evidence with its genre', () => {
    const text = explain(reportOf())
    expect(text).toContain('Results:\n- “Unit plan”: “Proficient”\n')
    expect(text).toContain('Evidence:\n- “Unit plan”\n')
  })

  it.each([
    ['2', '“Proficient”, 2 points', '“Proficient”, 2 puntos'],
    ['1', '“Proficient”, 1 point', '“Proficient”, 1 punto'],
    ['2.5', '“Proficient”, 2.5 points', '“Proficient”, 2.5 puntos'],
    ['two', '“Proficient”, “two”', '“Proficient”, “two”'],
  ])('calls %j beside the name of a level what it is', (value, en, es) => {
    const credential = structuredClone(badgeJson()) as { credentialSubject: { result: { value?: string }[] } }
    for (const result of credential.credentialSubject.result) result.value = value
    const report = reportOf({}, { credential: credential as unknown as JsonObject })
    expect(explain(report)).toContain(`“Unit plan”: ${en}\n`)
    expect(explain(report, { locale: 'es' })).toContain(`“Unit plan”: ${es}\n`)
  })

  it('says of each evidence whether its file is the one that was assessed', () => {
    const evidence = {
      ...withProblem('failed', 'evidence.changed', { pointer: '/evidence/0' }),
      items: [
        {
          id: 'https://evidence.example/unit-plan.pdf',
          name: 'Unit plan',
          state: 'changed' as const,
          pointer: '/evidence/0',
        },
      ],
    }
    const text = explain(reportOf({ evidence }))
    expect(text).toContain('- “Unit plan”: the file is not the one that was assessed')
    expect(text).toContain('it was changed, or it is another file. (“Unit plan”) Ask the holder')
  })

  it('says who endorses what, by address first, and quotes only endorsements that are good', () => {
    const one = {
      pointer: '/endorsement/0',
      endorses: 'achievement' as const,
      issuer: 'https://district.example/o/1',
      issuerName: 'The District',
    }
    const endorsements = [
      { ...one, verdict: 'valid' as const, comment: 'Counts for salary credit.' },
      { ...one, verdict: 'invalid' as const, comment: 'Forged.' },
      { ...one, verdict: 'indeterminate' as const, endorses: 'credential' as const },
    ]
    const text = explain(reportOf({ endorsements: { outcome: 'passed', problems: [], endorsements } }))
    const [, list] = /Endorsements:\n((?:- .*\n)+)/.exec(text) ?? []
    expect(list).toMatchInlineSnapshot(`
      "- Of the achievement, signed with the key of district.example (https://district.example/o/1), which calls itself “The District”. Its comment reads: “Counts for salary credit.”
      - Of the achievement, claiming to come from district.example (https://district.example/o/1), which calls itself “The District”: not valid.
      - Of this badge, claiming to come from district.example (https://district.example/o/1), which calls itself “The District”: could not be decided.
      "
    `)
  })

  it('lists the credentials of a learner record, each with its own verdict', () => {
    const members = [
      { pointer: '/0', verdict: 'valid' as const, name: 'Rubric Design', issuer: 'https://cce.example/issuer' },
      { pointer: '/1', verdict: 'invalid' as const, id: 'urn:uuid:2' },
    ]
    const text = explain(
      reportOf(
        { members: { outcome: 'passed', problems: [createProblem('member.invalid', 'No good.')], members } },
        {
          kind: 'clr',
          credential: { name: 'Record', issuer: STRANGER, credentialSubject: { id: 'did:example:teacher' } },
        },
      ),
    )
    expect(text).toMatchInlineSnapshot(`
      "This credential is valid: it is signed, was not changed since, and is in force.

      It is a learner record, which holds several credentials, named “Record”.

      It was signed with the key of did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK.
      You gave no list of trusted issuers. Before you rely on it, ask the organization itself, at an address that you know (not one from the badge), whether it issued this.

      It is made out to did:example:teacher. You did not say who presents it, so whether that is the same person was not checked.

      It is dated March 1, 2026. It has no end date.
      It names no list in which its issuer could revoke it.

      Credentials in it, each checked by its own signature:
      - “Rubric Design”, from cce.example (https://cce.example/issuer): valid
      - urn:uuid:2, from somebody without a name: not valid

      Worth knowing:
      - A credential in the record is not good. Do not count that one; the others are not touched by that.

      This was checked as of June 1, 2026 at 12:00 UTC."
    `)
  })

  it('says what an endorsement endorses, and of another credential only what it is', () => {
    const credentialSubject = { id: 'https://cce.example/a/1', endorsementComment: 'Well assessed.' }
    const credential = { name: 'Endorsement', issuer: 'https://district.example', credentialSubject }
    const endorsement = explain(reportOf({}, { kind: 'endorsement', credential }))
    expect(endorsement).toContain('It is an endorsement, named “Endorsement”.\nIt endorses https://cce.example/a/1.\n')
    expect(endorsement).toContain('Its comment reads: “Well assessed.”')
    expect(endorsement).toMatch(/^This credential is valid/)
    const other = explain(reportOf({}, { kind: 'vc', credential }))
    expect(other).toContain('It is a digital credential of another kind than a badge, named “Endorsement”.')
  })

  it('says each code once, however often it occurs, and at most 50 of them to a developer', () => {
    const problems = Array.from({ length: 60 }, (_, at) =>
      createProblem('schema.required', 'Missing.', { pointer: `/${at}` }),
    )
    const report = reportOf({ schema: { outcome: 'failed', problems } })
    expect(explain(report).match(/Something that every badge must say is missing/g)).toHaveLength(1)
    expect(explain(report)).toContain('(60 times)')
    const details = explain(report, { audience: 'developer' })
    expect(details.match(/^- schema\.required /gm)).toHaveLength(50)
    expect(details).toContain('- and 10 more')
  })

  it('says a next step once for all problems that share it', () => {
    const problems = [createProblem('schema.required', 'Missing.'), createProblem('schema.type', 'No text.')]
    const text = explain(reportOf({ schema: { outcome: 'failed', problems } }))
    expect(text.match(/Only the issuer can correct that/g)).toHaveLength(1)
  })

  it('asks for nothing where a check made a problem milder than it usually is', () => {
    const note = createProblem('status.list_unsigned', 'Not signed.', { severity: 'note' })
    const entries = [{ type: '1EdTechRevocationList', purpose: 'revocation', set: false, value: 0, signed: false }]
    const text = explain(
      reportOf({ status: { outcome: 'passed', problems: [note], entries } }, { credential: badgeJson(REVOCABLE) }),
    )
    expect(text).toContain('It is not revoked, according to the list that the issuer publishes.')
    expect(text).toContain('\n- The list of revoked badges is not signed, or its signature is not good.\n')
  })

  it('shows what the issuer says about a status, where it says anything', () => {
    const entries = [{ ...LIST, purpose: 'message', set: true, value: 2, message: 'Under review' }]
    const text = explain(
      reportOf({ status: { outcome: 'passed', problems: [], entries } }, { credential: badgeJson(REVOCABLE) }),
    )
    expect(text).toContain('The issuer adds: “Under review”')
  })

  it.each([
    ['id', {}, 'the id that you gave is in it'],
    ['identifier', { identityType: 'sisSourcedId' }, 'the identifier (kind: sisSourcedId) that you gave'],
    ['identifier', { identityType: 'x y' }, 'the identifier (kind: “x y”) that you gave'],
  ] as const)('says by which %s the recipient matched', (by, more, said) => {
    const matched = { by, pointer: '/credentialSubject', ...more }
    expect(explain(reportOf({ recipient: { outcome: 'passed', problems: [], matched } }))).toContain(said)
  })
})

describe('every code', () => {
  const isOfReport = (code: ErrorCode): boolean => CHECK_NAMES.some((name) => name === factsOf(code).area)
  const codes = (Object.keys(CODES) as ErrorCode[]).filter(
    (code) => isOfReport(code) && factsOf(code).outcome !== 'passed',
  )

  it.each(['en', 'es'])('can be what decides, for each audience, in %s', (locale) => {
    for (const code of codes) {
      const { area, outcome } = factsOf(code)
      const check = CHECK_NAMES.find((name) => name === area) ?? 'schema'
      const found = { ...GOOD[check], outcome, problems: [createProblem(code, 'Message.')] }
      const report = reportOf({ [check]: found })
      for (const audience of ['holder', 'verifier', 'developer'] as const) {
        const text = explain(report, { audience, locale })
        expect(text, code).not.toMatch(/\{\w+\}|undefined|NaN|\[object/)
        expect(text.split('\n\n').length, code).toBeGreaterThan(2)
      }
    }
  })

  it('of a later version is named, not dropped', () => {
    const problem = { ...createProblem('schema.type', 'Message.'), code: 'toString' as ErrorCode }
    const report = reportOf({ schema: { outcome: 'failed', problems: [problem] } })
    expect(explain(report)).toContain('for which there are no words here: toString.')
  })
})

describe('the arguments of explain', () => {
  it.each([
    ['es', 'Esta insignia'],
    ['es-MX', 'Esta insignia'],
    ['ES_419', 'Esta insignia'],
    ['en-GB', 'This badge'],
  ])('take the locale %j by its language', (locale, begins) => {
    expect(explain(reportOf(), { locale }).startsWith(begins)).toBe(true)
  })

  it.each([
    ['report', () => explain(undefined as unknown as VerificationReport)],
    ['report', () => explain({} as VerificationReport)],
    ['audience', () => explain(reportOf(), { audience: 'everybody' as 'holder' })],
    ['locale', () => explain(reportOf(), { locale: 1 as unknown as string })],
    ...['fr', 'est', 'de-AT', 'Spanish', '', 'constructor'].map((locale): [string, () => string] => [
      `locale: there are no words for "${locale}". There are en and es`,
      () => explain(reportOf(), { locale }),
    ]),
  ])('are held to what they must be: %s', (name, call) => {
    expect(call).toThrow(TypeError)
    expect(call).toThrow(new RegExp(`^${name}\\b`))
  })

  it('read a report that was stored as JSON, and say the same of it', () => {
    const stored = JSON.parse(JSON.stringify(trusted)) as VerificationReport
    expect(explain(stored)).toBe(explain(trusted))
  })
})
