// Prints "PASSED FAILED" of a GoogleTest JSON report.
import { readFileSync } from 'node:fs'

const report = JSON.parse(readFileSync(process.argv[2], 'utf8'))
const failed = report.failures + (report.errors ?? 0)
console.log(report.tests - failed - (report.disabled ?? 0), failed)
