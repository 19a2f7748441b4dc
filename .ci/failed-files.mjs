/** Prints the spec files that failed in a Jest result, one a line: for a second run by themselves. */
import { existsSync, readFileSync } from 'node:fs';

const [file] = process.argv.slice(2);
const { testResults = [] } = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
for (const { name, status } of testResults) if (status === 'failed') console.log(name);
