import type { Control } from '../forge.ts'
import { AROUND } from './controls-around.ts'
import { UNUSUAL } from './controls-unusual.ts'

/** Badges that must stay valid: whoever refuses everything defends nothing. */
export const CONTROLS: readonly Control[] = [...UNUSUAL, ...AROUND]
