import { FaultLog } from '../../../core/fault-log.js';
import { Redactor } from '../../../redaction/redactor.js';
import { receiptOf } from '../../anchors/receipt-of.js';
import type { AuditEntry } from '../../audit-entry.js';
import type { AuditReceipt } from '../../audit-event.js';
import type { MacKeyRing } from '../../evidence/mac-key-ring.js';
import type { AuditDatabase } from '../audit-database.js';
import { closingEntry } from '../closing-entry.js';
import { EntryPolicy } from '../entry-policy.js';
import { EventWriter } from '../event-writer.js';
import { readingSql } from '../query/reading-sql.js';
import { openSealing } from '../sealer/open-sealing.js';
import { sealingConnectionOf } from '../sealer/sealing-connection-of.js';
import type { StreamIdentity } from '../sealer/stream-identity.js';
import { runSteps } from '../sql-steps.js';
import type { UpkeepMeans } from './prune-log.js';

/** Upkeep of a log by a program of its own. */
export interface OpenUpkeep extends UpkeepMeans {
  /** Seals what upkeep has recorded. */
  close(): Promise<void>;
}

const limits = { maxFieldBytes: 16_384, maxBodyBytes: 4_194_304 };

/**
 * Prepares upkeep without an application around it. Records are stored as an application stores them, each followed by the
 * end of this writer, so that its numbers are complete.
 */
export function openUpkeep(
  { dataSource, dialect }: AuditDatabase,
  identity: StreamIdentity,
  keys: MacKeyRing,
): OpenUpkeep {
  const sql = readingSql(dataSource).committed;
  const connection = sealingConnectionOf(dataSource, dialect.name);
  const sealing = openSealing({
    dataSource,
    dialect,
    identity,
    mode: dialect.name === 'sqlite' ? 'inline' : 'async',
    anchors: [],
    faults: new FaultLog(),
  });
  const policy = new EntryPolicy(new Redactor(), limits);
  const writer = new EventWriter({ stream: identity.stream, keys, policy });

  const write = async (entries: readonly AuditEntry[]): Promise<readonly AuditReceipt[]> => {
    const all = [...entries, closingEntry(writer.id, writer.numbers.last + entries.length)];
    const { events, numbers } = writer.draft(await writer.prepare(all, steps => runSteps(sql, steps())));
    await connection.transaction(() => sealing.insertion.steps(events));
    writer.numbers.stored(numbers);
    return events.slice(0, entries.length).map(receiptOf);
  };

  return {
    ...{ sql, dialect: dialect.name, identity, keys, connection },
    sink: { write },
    async close() {
      sealing.start();
      await sealing.stop();
    },
  };
}
