import type { QueryRunner } from 'typeorm';
import { silently } from '../audit-context.js';
import type { AuditReceipt } from '../audit-event.js';
import type { AuditWriteError } from '../audit-write.error.js';
import type { AuditOperation } from '../audit-operation.js';
import { asWriteError } from '../audit-runtime.js';
import type { BuiltEntry } from '../built-entry.js';
import { settleCommit } from './commit-settlement.js';
import { isConnectionLoss } from './connection-loss.js';
import type { TransactionEnd } from './transactional-audit-sink.js';
import type { TransactionJournal } from './transaction-journal.js';
import { sendInTransaction, writeInTransaction } from './write-in-transaction.js';

/** An entry that a transaction carries; with an owner, it tells the transaction as a part of a call that still runs. */
export interface CarriedEntry {
  readonly built: BuiltEntry;
  readonly owner: AuditOperation | undefined;
}

/** The entries that were written inside one transaction, and what its end makes of them. */
export class TransactionEntries {
  private readonly written: CarriedEntry[] = [];
  private readonly receipts: AuditReceipt[] = [];
  private sent: Promise<void> | undefined;
  /** The database has ended the transaction although COMMIT was sent: nothing may be written for it any more. */
  private refusal: AuditWriteError | undefined;

  constructor(
    private readonly journal: TransactionJournal,
    private readonly runner: QueryRunner,
  ) {}

  /** Whether a part of a call is written: a COMMIT that failed and is sent again must not tell it twice. */
  tellOf(owner: AuditOperation): boolean {
    return this.written.some(({ owner: told }) => told === owner);
  }

  /**
   * Writes entries into the transaction, those that are not written yet.
   *
   * @param mayFollow whether COMMIT is sent next, and what becomes of it is asked by {@link confirmed}
   * @throws AuditWriteError when one of them must not be lost.
   */
  async write(carried: readonly CarriedEntry[], mayFollow: boolean): Promise<void> {
    const due = carried.filter(({ built }) => !this.written.some(({ built: told }) => told === built));
    if (due.length === 0) return;
    if (this.refusal) throw this.refusal;
    const { sink } = this.journal;
    const built = due.map(({ built: one }) => one);
    try {
      const sent = mayFollow ? await sendInTransaction(sink, this.runner, built) : undefined;
      this.receipts.push(...(sent?.receipts ?? (await writeInTransaction(sink, this.runner, built))));
      this.written.push(...due);
      this.sent = sent?.stored.catch((thrown: unknown) => this.notStored(due, asWriteError(thrown)));
      // It may be rolled back before anybody asks.
      this.sent?.catch(() => undefined);
    } catch (thrown) {
      this.refused(due, thrown);
    }
  }

  /** After COMMIT was answered: rejects with an AuditWriteError when the entries were refused, and COMMIT did not commit. */
  get confirmed(): Promise<void> | undefined {
    return this.sent;
  }

  /** They are durable. Never throws. */
  committed(): void {
    this.ended('committed');
    this.journal.audit.stored(
      this.written.map(({ built }) => built),
      this.receipts,
    );
  }

  /** They are gone. */
  rolledBack(): void {
    for (const { owner } of this.written) if (owner) owner.parts -= 1;
    this.ended('rolled_back');
  }

  /** Nobody knows, until another connection has told; calls that still run wait for it. */
  inDoubt(): void {
    this.ended('in_doubt');
    if (this.written.length === 0) return;
    const { audit, sink } = this.journal;
    const settling = settleCommit({
      audit,
      sink,
      dataSource: this.runner.dataSource,
      built: this.written.map(({ built }) => built),
      receipts: this.receipts,
    });
    for (const { owner } of this.written) owner?.doubts.push(settling);
    audit.background(settling);
  }

  /** Writes entries right after the transaction, on its connection. Never rejects. */
  async tell(built: readonly BuiltEntry[]): Promise<void> {
    if (built.length === 0) return;
    const { runner } = this;
    const { audit, sink } = this.journal;
    try {
      const entries = built.map(({ entry }) => entry);
      const receipts = await silently(() => sink.writeWithin(runner, entries, false));
      audit.stored(built, receipts);
    } catch (thrown) {
      audit.faults.report('audit write after a rollback', thrown);
      this.tellLater(built);
    }
  }

  /** The same on another connection. Nobody waits: who would may hold the connection that a pool of one has. */
  tellLater(built: readonly BuiltEntry[]): void {
    const { audit } = this.journal;
    if (built.length > 0) audit.background(audit.write(built));
  }

  private notStored(due: readonly CarriedEntry[], thrown: AuditWriteError): never {
    // Nobody knows after a lost connection: then they are the mark by which the fate of COMMIT is found out.
    if (!isConnectionLoss(thrown.cause, this.runner)) {
      for (const one of due) this.written.splice(this.written.indexOf(one), 1);
      this.refusal = thrown;
      this.refused(due, thrown);
    }
    throw thrown;
  }

  private refused(due: readonly CarriedEntry[], thrown: unknown): void {
    const built = due.map(({ built: one }) => one);
    for (const { owner } of due) if (owner) owner.parts -= 1;
    this.journal.audit.lost(built, thrown);
    if (built.some(({ onWriteError }) => onWriteError === 'fail')) throw asWriteError(thrown);
  }

  private ended(end: TransactionEnd): void {
    const { audit, sink } = this.journal;
    if (this.written.length > 0) audit.faults.guard('audit sink', () => sink.ended?.(this.runner, end));
  }
}
