export const OB_V3P0_3_0_0 = 'https://purl.imsglobal.org/spec/ob/v3p0/context.json'
export const OB_V3P0_3_0_1 = 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json'
export const OB_V3P0_3_0_2 = 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json'
export const OB_V3P0_3_0_3 = 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json'
export const OB_V3P0_EXTENSIONS = 'https://purl.imsglobal.org/spec/ob/v3p0/extensions.json'
export const VC_V1 = 'https://www.w3.org/2018/credentials/v1'
export const VC_V2 = 'https://www.w3.org/ns/credentials/v2'
export const DATA_INTEGRITY_V1 = 'https://w3id.org/security/data-integrity/v1'
export const DATA_INTEGRITY_V2 = 'https://w3id.org/security/data-integrity/v2'
export const MULTIKEY_V1 = 'https://w3id.org/security/multikey/v1'
export const ED25519_2020_V1 = 'https://w3id.org/security/suites/ed25519-2020/v1'
export const DID_V1 = 'https://www.w3.org/ns/did/v1'
export const STATUS_LIST_2021_V1 = 'https://w3id.org/vc/status-list/2021/v1'
export const BITSTRING_STATUS_LIST_V1 = 'https://www.w3.org/ns/credentials/status/v1'
export const CLR_V2P0_2_0_0 = 'https://purl.imsglobal.org/spec/clr/v2p0/context.json'
export const CLR_V2P0_2_0_1 = 'https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json'

/** The Open Badges 3.0 contexts that exist, oldest first. New badges carry the last. */
export const OPEN_BADGES_CONTEXTS: readonly string[] = [OB_V3P0_3_0_0, OB_V3P0_3_0_1, OB_V3P0_3_0_2, OB_V3P0_3_0_3]

/** Whether a URL is one of the published contexts of Open Badges 3.0, all of which are bundled. */
export function isOpenBadgesContext(url: unknown): boolean {
  return typeof url === 'string' && OPEN_BADGES_CONTEXTS.includes(url)
}

const CLR_CONTEXTS: readonly string[] = [CLR_V2P0_2_0_0, CLR_V2P0_2_0_1]

/** Whether a URL is one of the published contexts of CLR 2.0. */
export function isClrContext(url: unknown): boolean {
  return typeof url === 'string' && CLR_CONTEXTS.includes(url)
}
