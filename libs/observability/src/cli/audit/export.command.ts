import type { AuditExportOptions } from '../../audit/typeorm/query/audit-export.js';
import type { AuditFilter } from '../../audit/typeorm/query/audit-filter.js';
import type { AuditExportFormat } from '../../audit/typeorm/query/export-format.js';
import { allTenants } from '../../audit/typeorm/query/tenant-scope.js';
import type { AuditDatabase } from '../../audit/typeorm/audit-database.js';
import type { Command, CommandCall } from '../command.js';
import { exitCode, type ExitCode } from '../exit-code.js';
import { UsageError } from '../usage.error.js';
import { registered } from './log-identity.js';
import { openTrail } from './open-trail.js';
import { reportEvidence } from './report-evidence.js';
import { databaseOptions, streamOf, streamOption, withAuditDatabase } from './with-audit-database.js';

/** Writes sealed entries to standard output. */
export const exportCommand: Command = {
  name: 'audit export',
  summary: 'Writes sealed entries to standard output, in the order in which they were sealed.',
  options: {
    ...databaseOptions,
    ...streamOption,
    format: { value: '<name>', description: 'ndjson (default), csv, ocsf, ecs or cloudevents' },
    tenant: { value: '<id>', description: 'Only the entries of this tenant' },
    'all-tenants': { description: 'The entries of everybody' },
    after: { value: '<position>', description: 'Goes on behind this leaf, without a header' },
    action: { value: '<pattern>', description: "Only this action; 'order.*' for all that begin so" },
    actor: { value: '<id>', description: 'Only entries of this actor' },
    target: { value: '<type[/id]>', description: 'Only entries about this target, e.g. Order/4711' },
    outcome: { value: '<outcome>', description: 'Only success, failure, denied, rolled_back or unknown' },
    from: { value: '<time>', description: 'Only entries from this moment on, e.g. 2026-07-01' },
    to: { value: '<time>', description: 'Only entries before this moment' },
  },
  notes: [
    'The last position is told on standard error; give it to --after to go on. With OBSERVABILITY_AUDIT_MAC_KEY every MAC is checked.',
    'Exit codes: 0 all entries were written, 1 an entry is missing or was changed, and nothing behind it was written.',
  ],
  run: call => {
    const options = exportOptions(call);
    return withAuditDatabase(call, {}, database => write(call, database, options));
  },
};

async function write(
  call: CommandCall,
  database: AuditDatabase,
  options: AuditExportOptions,
): Promise<ExitCode> {
  const stream = streamOf(call);
  const { origin } = await registered(database, stream);
  const trail = await openTrail(call, database, { stream, origin });
  return reportEvidence(async () => {
    const run = trail.export(options);
    for await (const text of run) await call.output.write(text);
    call.output.note(`${run.count} entries; last position ${run.position ?? 'none'}`);
    return exitCode.fine;
  });
}

function exportOptions(call: CommandCall): AuditExportOptions {
  const tenant = call.text('tenant');
  if ((tenant === undefined) !== call.flag('all-tenants') || tenant === '') {
    throw new UsageError('audit export: say whose entries, either --tenant <id> or --all-tenants.');
  }
  const after = call.text('after');
  if (after !== undefined && !/^\d{1,15}$/.test(after)) {
    throw new UsageError(`audit export: --after is the position of a leaf, and '${after}' is none.`);
  }
  const [type, ...id] = call.text('target')?.split('/') ?? [];
  return {
    format: (call.text('format') ?? 'ndjson') as AuditExportFormat,
    tenant: tenant ?? allTenants,
    ...(after !== undefined && { after: Number(after) }),
    ...(type !== undefined && { target: { type, ...(id.length > 0 && { id: id.join('/') }) } }),
    ...given(call, 'action'),
    ...given(call, 'actor'),
    ...given(call, 'outcome'),
    ...given(call, 'from'),
    ...given(call, 'to'),
  };
}

/** What the value may be is checked by the trail, which says what is wrong with it. */
function given(call: CommandCall, name: 'action' | 'actor' | 'outcome' | 'from' | 'to'): AuditFilter {
  const value = call.text(name);
  return value === undefined ? {} : { [name]: value };
}
