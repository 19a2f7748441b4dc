import type { QueryRunner } from 'typeorm';
import type { AuditEntry } from '../audit-entry.js';
import type { AuditReceipt } from '../audit-event.js';
import type { AuditSink } from '../audit-sink.js';

/** How a transaction ended that carried entries; `in_doubt`, when its connection was lost during COMMIT. */
export type TransactionEnd = 'committed' | 'rolled_back' | 'in_doubt';

/** Entries that are on their way. */
export interface SentEntries {
  readonly receipts: readonly AuditReceipt[];
  /** Rejects with an AuditWriteError when the database refused them, and with them whatever followed in their transaction. */
  readonly stored: Promise<void>;
}

/** Port: a sink that can also write on a connection of the application, inside its transaction or right after it. */
export interface TransactionalAuditSink extends AuditSink {
  /**
   * Writes entries through this runner, in one statement; they are durable when its transaction commits, or at once
   * when none is open. An id that is already stored is refused by the database, which tells a commit in doubt.
   *
   * @param isOpen whether a transaction is open on it: TypeORM does not know of one that was begun by a statement of the
   *   application. Default: what TypeORM knows.
   * @throws AuditWriteError when the database refused; inside a transaction the caller lets it roll back.
   */
  writeWithin(
    runner: QueryRunner,
    entries: readonly AuditEntry[],
    isOpen?: boolean,
  ): Promise<readonly AuditReceipt[]>;
  /**
   * Hands entries over for the transaction that is open on this runner, and does not wait for the answer: the caller sends COMMIT
   * at once and asks afterwards whether they were stored. Resolves with `undefined`, and does nothing, where the connection
   * does not allow that. Rejects like `writeWithin` when they cannot be prepared.
   */
  sendWithin?(runner: QueryRunner, entries: readonly AuditEntry[]): Promise<SentEntries | undefined>;
  /** Hears how the transaction ended in which entries were written, also where TypeORM tells nobody. Must not throw. */
  ended?(runner: QueryRunner, end: TransactionEnd): void;
}
