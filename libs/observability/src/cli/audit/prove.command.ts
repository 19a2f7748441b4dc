import { writeFile } from 'node:fs/promises';
import { allTenants } from '../../audit/typeorm/query/tenant-scope.js';
import type { AuditDatabase } from '../../audit/typeorm/audit-database.js';
import type { Command, CommandCall } from '../command.js';
import { exitCode, type ExitCode } from '../exit-code.js';
import { UsageError } from '../usage.error.js';
import { openTrail } from './open-trail.js';
import { reportEvidence } from './report-evidence.js';
import { databaseOptions, streamOf, withAuditDatabase } from './with-audit-database.js';

/** Makes the proof of one entry. */
export const proveCommand: Command = {
  name: 'audit prove',
  summary: 'Writes a proof that one entry is in the log; `audit check-proof` checks it without the database.',
  operands: ['<event-id>'],
  options: {
    ...databaseOptions,
    tenant: { value: '<id>', description: 'Proves only an entry of this tenant' },
    size: {
      value: '<leaves>',
      description:
        'Proves it by the checkpoint of this size, e.g. one that a witness has; by default the first',
    },
    out: { value: '<file>', description: 'Where to write it; by default standard output' },
  },
  notes: [
    'The proof has the whole entry and no part of any other. It is a C2SP tlog-proof.',
    'Exit codes: 0 written, 1 the tables were changed, 2 there is no such entry or it is not sealed yet.',
  ],
  run: call => withAuditDatabase(call, {}, database => prove(call, database)),
};

async function prove(call: CommandCall, database: AuditDatabase): Promise<ExitCode> {
  const trail = await openTrail(call, database, { stream: streamOf(call) });
  const size = call.text('size');
  if (size !== undefined && !/^\d{1,15}$/.test(size)) {
    throw new UsageError(`audit prove: --size is a number of leaves, and '${size}' is none.`);
  }
  return reportEvidence(async () => {
    const proof = await trail.prove(call.operands[0] ?? '', {
      tenant: call.text('tenant') ?? allTenants,
      ...(size !== undefined && { size: Number(size) }),
    });
    const out = call.text('out');
    if (out === undefined) await call.output.write(proof.text);
    else await writeFile(out, proof.text);
    call.output.note(
      `Leaf ${proof.position} of ${proof.size}${out === undefined ? '' : `, written to ${out}`}. ` +
        'Give the verifier key of the log to whoever checks it, on another way than the proof.',
    );
    return exitCode.fine;
  });
}
