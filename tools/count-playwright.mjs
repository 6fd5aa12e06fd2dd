// Prints "PASSED FAILED" of a Playwright JSON report; a flaky test has failed.
import { readFileSync } from 'node:fs'

const { stats, errors } = JSON.parse(readFileSync(process.argv[2], 'utf8'))
console.log(stats.expected, stats.unexpected + stats.flaky + errors.length)
