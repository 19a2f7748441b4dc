/**
 * Prints `N passed, N failed` (and `N skipped`) as the last line, from the Jest result of all spec files and, where some
 * failed in the crowd, that of the same files run once more by themselves. A suite that cannot start is a failure.
 */
import { existsSync, readFileSync } from 'node:fs';

const [crowd, alone] = process.argv.slice(2).map(file => readJest(file));
const files = [
  ...(crowd?.testResults ?? []).filter(file => !alone || file.status !== 'failed'),
  ...(alone?.testResults ?? []),
];
for (const { name, status } of alone?.testResults ?? []) {
  console.log(`failed in the crowd, ${status} alone: ${name}`);
}

const count = status =>
  files.flatMap(file => file.assertionResults).filter(spec => spec.status === status).length;
const broken = files.filter(
  file => file.status === 'failed' && !file.assertionResults.some(spec => spec.status === 'failed'),
);
const passed = count('passed');
const failed = count('failed') + broken.length + (crowd ? 0 : 1);
const skipped = count('pending') + count('todo');
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;

function readJest(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}
