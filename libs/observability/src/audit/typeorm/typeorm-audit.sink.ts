import type { DataSource, QueryRunner } from 'typeorm';
import { receiptOf } from '../anchors/receipt-of.js';
import type { AuditEntry } from '../audit-entry.js';
import type { AuditReceipt } from '../audit-event.js';
import { AuditWriteError } from '../audit-write.error.js';
import type { MacKeyRing } from '../evidence/mac-key-ring.js';
import type { AuditDialectName } from './audit-dialect.js';
import { closingEntry } from './closing-entry.js';
import { isConnectionLoss } from './connection-loss.js';
import { DoubtfulNumbers } from './doubtful-numbers.js';
import type { AfterCommit, EventInsertion } from './event-insertion.js';
import type { EventStore } from './event-store.js';
import type { EventDraft, EventWriter } from './event-writer.js';
import { GroupCommit } from './group-commit.js';
import { inTransaction } from './raw-transaction.js';
import type { RunSteps } from './personal-data.js';
import { isPipelined, sendInsertion } from './pipelined-insertion.js';
import type { PreparedStatements } from './prepared-statements.js';
import { rescue } from './rescue.js';
import { RunnerSql } from './runner-sql.js';
import { SpilledEvents } from './spilled-events.js';
import { runSteps, runStepsNow } from './sql-steps.js';
import { SqliteHandle } from './sqlite-handle.js';
import { TransactionWrites } from './transaction-writes.js';
import type { SentEntries, TransactionalAuditSink, TransactionEnd } from './transactional-audit-sink.js';

/** What the sink is made of. */
export interface TypeOrmAuditSinkOptions {
  readonly dataSource: DataSource;
  readonly dialect: AuditDialectName;
  readonly insertion: EventInsertion;
  readonly store: EventStore;
  readonly writer: EventWriter;
  readonly keys: MacKeyRing;
  readonly prepared: PreparedStatements;
  /** Where events wait while the database is away. */
  readonly spillPath: string;
  /** Shown in the start-up line. */
  readonly description: string;
  /** Is told of failures that nobody waits for. */
  readonly report: (thrown: unknown) => void;
}

/** Milliseconds between two looks after what was left undone. */
const upkeepInterval = 5_000;

/** Keeps the audit trail in tables of the application's own database. */
export class TypeOrmAuditSink implements TransactionalAuditSink {
  readonly description: string;
  private readonly group: GroupCommit;
  private readonly spilled: SpilledEvents;
  private readonly doubts: DoubtfulNumbers;
  private readonly writes: TransactionWrites;
  private closing: Promise<void> | undefined;
  private upkeep: NodeJS.Timeout | undefined;

  constructor(private readonly options: TypeOrmAuditSinkOptions) {
    const { writer, store, keys, spillPath: path, report, description } = options;
    this.description = description;
    this.spilled = new SpilledEvents({ path, keys, store, numbers: writer.numbers, report });
    this.doubts = new DoubtfulNumbers(writer.id, writer.numbers);
    this.writes = new TransactionWrites(writer.numbers, this.doubts);
    this.group = new GroupCommit({ writer, store, spilled: this.spilled, doubts: this.doubts, report });
  }

  /** Events that wait in the spill file. */
  get spillDepth(): number {
    return this.spilled.depth;
  }

  /** Stores what earlier processes left in the spill file. */
  async open(): Promise<void> {
    await this.spilled.open().catch(this.options.report);
    void this.spilled.replay();
    this.upkeep = setInterval(() => void this.lookAfter(), upkeepInterval).unref();
  }

  write(entries: readonly AuditEntry[]): Promise<readonly AuditReceipt[]> {
    return this.group.write(entries);
  }

  async writeWithin(
    runner: QueryRunner,
    entries: readonly AuditEntry[],
    isOpen = runner.isTransactionActive,
  ): Promise<readonly AuditReceipt[]> {
    if (entries.length === 0) return [];
    const { writer, dialect } = this.options;
    if (!isOpen) {
      // Everybody shares the connection of SQLite; elsewhere the caller may hold the only one of the pool.
      return dialect === 'sqlite' ? this.write(entries) : this.writeOver(runner, entries);
    }
    const draft = writer.draft(await writer.prepare(entries, this.stepsOn(runner)));
    try {
      const afterCommit = await this.insert(runner, draft);
      this.writes.add(runner, { numbers: draft.numbers, afterCommit });
    } catch (failure) {
      writer.numbers.void(draft.numbers);
      throw refusal(failure);
    }
    return draft.events.map(receiptOf);
  }

  async sendWithin(runner: QueryRunner, entries: readonly AuditEntry[]): Promise<SentEntries | undefined> {
    const { writer, insertion, prepared } = this.options;
    if (!(await isPipelined(runner, prepared))) return undefined;
    const { events, numbers } = writer.draft(await writer.prepare(entries, this.stepsOn(runner)));
    let afterCommit: AfterCommit = () => undefined;
    this.writes.add(runner, { numbers, afterCommit: () => afterCommit() });
    const settle = async (): Promise<void> => {
      try {
        afterCommit = await (await sent).stored;
      } catch (failure) {
        // Where the connection was lost, nobody knows: the fate of COMMIT is that of the events.
        if (!isConnectionLoss(failure, runner)) writer.numbers.void(numbers);
        throw refusal(failure);
      }
    };
    const sent = sendInsertion(runner, prepared, { insertion, events });
    const stored = settle();
    stored.catch(() => undefined);
    await sent.catch(() => undefined);
    return { receipts: events.map(receiptOf), stored };
  }

  ended(runner: QueryRunner, end: TransactionEnd): void {
    this.writes.ended(runner, end);
  }

  /** Stores everything, and a last event that says so: a deletion of what came before shows from then on. Never rejects. */
  close(): Promise<void> {
    return (this.closing ??= this.finish());
  }

  private async finish(): Promise<void> {
    clearInterval(this.upkeep);
    await this.group.idle();
    await this.lookAfter(true);
    const { numbers, id } = this.options.writer;
    if (numbers.last > 0) await this.write([closingEntry(id, numbers.last)]).catch(this.options.report);
    this.options.store.close();
  }

  private async writeOver(
    runner: QueryRunner,
    entries: readonly AuditEntry[],
  ): Promise<readonly AuditReceipt[]> {
    const { writer, insertion, report } = this.options;
    const draft = writer.draft(await writer.prepareAnyway(entries, this.stepsOn(runner)));
    const sql = new RunnerSql(runner, this.options.prepared);
    const insert = () => runSteps(sql, insertion.steps(draft.events));
    try {
      const afterCommit = await (insertion.isOneStatement(draft.events)
        ? insert()
        : inTransaction(sql, insert));
      writer.numbers.stored(draft.numbers);
      afterCommit();
    } catch (failure) {
      report(failure);
      await rescue([draft], failure, { spilled: this.spilled, doubts: this.doubts });
    }
    return draft.events.map(receiptOf);
  }

  /** Over the connection of a runner; on SQLite without giving anybody else a turn. */
  private stepsOn(runner: QueryRunner): RunSteps {
    const { dialect, dataSource } = this.options;
    if (dialect !== 'sqlite') return steps => runSteps(new RunnerSql(runner), steps());
    return async steps => runStepsNow(new SqliteHandle(dataSource), steps());
  }

  private async insert(runner: QueryRunner, { events }: EventDraft) {
    const { dialect, dataSource, insertion, prepared } = this.options;
    if (dialect !== 'sqlite') return runSteps(new RunnerSql(runner, prepared), insertion.steps(events));
    const handle = new SqliteHandle(dataSource);
    return handle.transaction(() => runStepsNow(handle, insertion.steps(events)));
  }

  private async lookAfter(isLast = false): Promise<void> {
    if (await this.spilled.replay()) this.group.resume();
    this.writes.sweep();
    await this.doubts.settle(this.options.store, isLast).catch(this.options.report);
  }
}

function refusal(failure: unknown): AuditWriteError {
  return new AuditWriteError(failure instanceof Error ? failure.message : String(failure), failure);
}
