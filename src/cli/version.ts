import { createRequire } from 'node:module'

/** `badgesmith` and the version, as package.json has it. */
export function versionText(): string {
  // By its own name, a package finds itself from the sources and from the build alike.
  const { name, version } = createRequire(import.meta.url)('badgesmith/package.json') as {
    readonly name: string
    readonly version: string
  }
  return `${name} ${version}`
}
