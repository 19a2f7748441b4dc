import { writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { page } from './page/page.ts';
import { loadRecord } from './page/run-record.ts';
import { paint, print } from './report/terminal.ts';
import { dataDirectory } from './workspace.ts';

const directory = dataDirectory(process.env);
const record = await loadRecord(directory);
if (record === undefined) {
  process.stderr.write(`${paint.bad('✘')} There has been no run yet: npm run demo -- --once\n`);
  process.exitCode = 1;
} else {
  const file = join(directory, 'report.html');
  await writeFile(file, page(record));
  print(`${paint.good('✔')} ${relative(process.cwd(), file)}`);
}
