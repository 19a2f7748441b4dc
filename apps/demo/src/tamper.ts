import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { cutTail, editRecord, refusedEdit } from './audit/attacks.ts';
import { verifyTrail } from './audit/verification.ts';
import { DemoError } from './demo.error.ts';
import { heading, paint, print } from './report/terminal.ts';
import type { Captured } from './services/captured.ts';
import { dataDirectory } from './workspace.ts';

/** Records that the second attack removes. */
const CUT = 5;

process.exitCode = await main().then(
  () => 0,
  (error: unknown) => {
    const text = error instanceof DemoError ? error.message : String((error as Error).stack);
    process.stderr.write(`\n${paint.bad('✘')} ${text}\n`);
    return 1;
  },
);

/** Attacks copies of the demo's database, and shows what verification says of each. */
async function main(): Promise<void> {
  const directory = dataDirectory(process.env);
  const original = join(directory, 'orders.sqlite');
  if (!existsSync(original)) {
    throw new DemoError(
      `There is no ${original} yet. Run \`npm run demo -- --once\` first, without DATABASE_URL: this needs the SQLite file.`,
    );
  }
  const copies = await mkdtemp(join(tmpdir(), 'audit-tamper-'));
  const copy = async (name: string): Promise<string> => {
    const file = join(copies, name);
    const database = new Database(original, { readonly: true });
    await database.backup(file);
    database.close();
    return file;
  };
  const verify = (databaseUrl: string, witness?: string): Promise<Captured> =>
    verifyTrail({ databaseUrl, dataDirectory: directory, env: process.env, ...(witness && { witness }) });
  try {
    heading('An honest copy of the database', 'npx nestjs-observability audit verify');
    expectCode(await verify(await copy('honest.sqlite')), 0);

    heading('Somebody edits a record');
    const edited = await copy('edited.sqlite');
    print(`  The database refuses: ${paint.quiet(refusedEdit(edited))}`);
    const id = editRecord(edited);
    print(`  Its owner drops the triggers, and now ${id} was done by mallory.`);
    expectCode(await verify(edited), 1, id);

    heading('Somebody removes the newest records');
    const cut = await copy('cut.sqlite');
    const removed = cutTail(cut, CUT);
    print(
      `  ${removed} records, their leaves and their checkpoints are gone. What is left is a log like any other:`,
    );
    expectCode(await verify(cut), 0);
    print('', '  The log lines of the service know better: verify --witness orders.log');
    expectCode(await verify(cut, join(directory, 'orders.log')), 1);
  } finally {
    await rm(copies, { recursive: true });
  }
}

/** Prints a verdict. @throws {@link DemoError} when it is another one than promised */
function expectCode({ code, output }: Captured, expected: number, named = ''): void {
  const verdict = output.split('\n').filter(line => /^(OK|TAMPERED|INCOMPLETE|First bad)/.test(line));
  const colour = code === 0 ? paint.good : paint.bad;
  print(...verdict.map(line => `  ${colour(line)}`), paint.quiet(`  exit code ${code}`));
  if (code !== expected || !output.includes(named)) {
    throw new DemoError(
      `Verification should have ended with ${expected} and named ${named || 'it'}:\n${output}`,
    );
  }
}
