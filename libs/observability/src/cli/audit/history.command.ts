import type { AuditDatabase } from '../../audit/typeorm/audit-database.js';
import type { AuditPage } from '../../audit/typeorm/query/audit-record.js';
import type { AuditHistoryOptions } from '../../audit/typeorm/query/audit-trail.js';
import { allTenants } from '../../audit/typeorm/query/tenant-scope.js';
import type { Command, CommandCall } from '../command.js';
import { exitCode, type ExitCode } from '../exit-code.js';
import { printable } from '../text-table.js';
import { UsageError } from '../usage.error.js';
import { historyTable } from './history-table.js';
import { openTrail } from './open-trail.js';
import { reportEvidence } from './report-evidence.js';
import { databaseOptions, streamOf, streamOption, withAuditDatabase } from './with-audit-database.js';

/** Shows what happened to one object. */
export const historyCommand: Command = {
  name: 'audit history',
  summary: 'Shows what happened to one object, in the order in which it was committed.',
  operands: ['<type>', '<id>'],
  options: {
    ...databaseOptions,
    ...streamOption,
    tenant: { value: '<id>', description: 'Only the entries of this tenant' },
    'all-tenants': { description: 'The entries of everybody' },
    limit: { value: '<entries>', description: 'Entries on a page, 1 to 1000; by default 100' },
    after: { value: '<position>', description: 'Goes on behind this leaf' },
    json: { description: 'Writes each entry whole, one JSON object a line' },
  },
  notes: [
    'When there is more, standard error tells the position to give to --after. With OBSERVABILITY_AUDIT_MAC_KEY every MAC is checked.',
    'Exit codes: 0 shown, also when there is nothing, 1 an entry is not what the application wrote; it is named and not shown.',
  ],
  run: call => {
    const options = historyOptions(call);
    return withAuditDatabase(call, {}, database => show(call, database, options));
  },
};

async function show(
  call: CommandCall,
  database: AuditDatabase,
  options: AuditHistoryOptions,
): Promise<ExitCode> {
  const [type = '', id = ''] = call.operands;
  const trail = await openTrail(call, database, { stream: streamOf(call) });
  return reportEvidence(async () => {
    const page = await trail.history(type, id, options);
    if (call.flag('json')) {
      for (const record of page.records) await call.output.write(`${JSON.stringify(record)}\n`);
    } else if (page.records.length > 0) call.output.line(historyTable(page.records));
    tellRest(call, page);
    return page.damaged.length > 0 ? exitCode.tampered : exitCode.fine;
  });
}

function tellRest({ output }: CommandCall, { records, damaged, next }: AuditPage): void {
  output.note(`${records.length} ${records.length === 1 ? 'entry' : 'entries'}`);
  if (damaged.length > 0) {
    output.note(
      `Not what the application wrote: ${printable(damaged.join(', '))}. Run audit verify, which says more.`,
    );
  }
  if (next !== undefined) output.note(`There is more: go on with --after ${next}`);
}

function historyOptions(call: CommandCall): AuditHistoryOptions {
  const tenant = call.text('tenant');
  if ((tenant === undefined) !== call.flag('all-tenants') || tenant === '') {
    throw new UsageError('audit history: say whose entries, either --tenant <id> or --all-tenants.');
  }
  const limit = call.text('limit');
  if (limit !== undefined && !(/^\d{1,4}$/.test(limit) && Number(limit) >= 1 && Number(limit) <= 1000)) {
    throw new UsageError(`audit history: --limit is a number from 1 to 1000, and '${limit}' is none.`);
  }
  const after = call.text('after');
  if (after !== undefined && !/^\d{1,15}$/.test(after)) {
    throw new UsageError(`audit history: --after is the position of a leaf, and '${after}' is none.`);
  }
  return {
    tenant: tenant ?? allTenants,
    ...(limit !== undefined && { limit: Number(limit) }),
    ...(after !== undefined && { after }),
  };
}
