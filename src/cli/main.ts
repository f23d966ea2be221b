#!/usr/bin/env node
import { main } from './index.ts'
import { ioOf } from './io.ts'

process.exitCode = await main(process.argv.slice(2), ioOf(process))
