/** Prints `N passed, N failed` (and `N skipped`) of a Jest result as the last line; a suite that cannot start is a failure. */
import { existsSync, readFileSync } from 'node:fs';

const [file] = process.argv.slice(2);
const missing = {
  numPassedTests: 0,
  numFailedTests: 1,
  numPendingTests: 0,
  numTodoTests: 0,
  numRuntimeErrorTestSuites: 0,
};
const result = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : missing;

const failed = result.numFailedTests + result.numRuntimeErrorTestSuites;
const skipped = result.numPendingTests + result.numTodoTests;
console.log(`${result.numPassedTests} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = failed > 0 || result.numPassedTests === 0 ? 1 : 0;
