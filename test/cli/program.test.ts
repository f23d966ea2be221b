import { spawn } from 'node:child_process'
import { statSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { bundledProgram } from '../support/bundled.ts'
import { pngWith } from '../support/images.ts'
import { type Answer, temporaryPlace } from '../support/program.ts'

const place = temporaryPlace()
const program = await bundledProgram()

/** A process of its own, as a person starts it. */
function run(
  args: readonly string[],
  options: { readonly closeStdout?: boolean; readonly stdin?: string } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...args], { cwd: place.path('') })
    const chunks = { stdout: '', stderr: '' }
    if (options.closeStdout) child.stdout.destroy()
    else
      child.stdout.on('data', (data) => {
        chunks.stdout += data
      })
    child.stderr.on('data', (data) => {
      chunks.stderr += data
    })
    child.stdin.end(options.stdin ?? '')
    child.on('error', reject)
    child.on('close', (status) => resolve({ status: status ?? -1, ...chunks }))
  })
}

describe('the program', () => {
  it('does the main job in a folder with nothing but a picture, an issuer and an input', async () => {
    place.write('picture.png', pngWith())
    place.write('issuer.json', { name: 'Center for Collaborative Education' })
    place.write('input.json', {
      recipient: { email: 'teacher@district.example' },
      achievement: { name: 'Rubric Design', description: 'Designs rubrics.', criteria: 'Three artifacts.' },
    })
    expect(await run(['keygen'])).toMatchObject({ status: 0, stderr: '' })
    expect(statSync(place.path('issuer.key.json')).mode & 0o777).toBe(0o600)
    expect(await run(['issue', '--input', 'input.json', '--image', 'picture.png', '--out', 'badge.png'])).toMatchObject(
      { status: 0 },
    )
    const verified = await run(['verify', 'badge.png', '--recipient', 'teacher@district.example'])
    expect(verified).toMatchObject({ status: 0, stderr: '' })
    expect(verified.stdout).not.toContain('\x1b')
  })

  it.each([
    [[], 0, ''],
    [['verfy'], 64, ''],
    [['verify', 'missing.json'], 66, ''],
    [['verify', '-'], 1, '{}'],
    [['verify', 'https://cce.example/', '--offline'], 2, ''],
  ])('ends %j with %i', async (args, expected, stdin) => {
    const { status, stderr } = await run(args, { stdin })
    expect(status).toBe(expected)
    expect(stderr).not.toMatch(/\n {4}at /)
  })

  it('ends without a trace when nobody reads its output', async () => {
    const { status, stderr } = await run(['verify', '--help'], { closeStdout: true })
    expect({ status, stderr }).toEqual({ status: 74, stderr: '' })
  })
})
