import type { QueryRunner } from 'typeorm';
import type { AuditOperation } from '../audit-operation.js';
import type { AuditScope } from '../audit-scope.js';
import type { AuditTransaction } from '../audit-transaction.js';
import type { BuiltEntry } from '../built-entry.js';
import { entryOf } from '../entry-of.js';
import { insideTransaction } from '../write-attempt.js';
import type { Evidence } from '../evidence-of-work.js';
import type { CapturedWork } from './captured-work.js';
import { dialectOf } from './dialects/dialect-of.js';
import { evidenceFrom } from './evidence-from.js';
import { LoadedState } from './loaded-state.js';
import { TransactionEntries } from './transaction-entries.js';
import { TransactionFrames } from './transaction-frames.js';
import type { TransactionJournal } from './transaction-journal.js';
import { undone } from './undone.js';

/** A transaction that is open on a connection. */
export interface OpenedTransaction {
  readonly journal: TransactionJournal;
  readonly runner: QueryRunner;
  /** The scope in which it was started. */
  readonly scope: AuditScope | undefined;
  /** Whether the application sent BEGIN by hand, of which TypeORM knows nothing. */
  readonly byHand: boolean;
}

/** A transaction of the application: who works in it, what was written, and the entries that it will carry. */
export class JoinedTransaction implements AuditTransaction {
  readonly frames = new TransactionFrames();
  /** Audited calls that were running when it was started: it is told as a part of each. */
  private readonly owners = new Set<AuditOperation>();
  private readonly states = new Map<AuditOperation, LoadedState>();
  private readonly entries: TransactionEntries;
  private hasEnded = false;
  /** The database rolled back what was done so far, and the transaction went on. */
  private isTorn = false;

  constructor(private readonly opened: OpenedTransaction) {
    this.entries = new TransactionEntries(opened.journal, opened.runner);
    opened.scope?.started(this);
  }

  get open(): boolean {
    const { runner, byHand } = this.opened;
    return !this.hasEnded && !runner.isReleased && (byHand || runner.isTransactionActive);
  }

  get ended(): boolean {
    return this.hasEnded;
  }

  get byHand(): boolean {
    return this.opened.byHand;
  }

  /** Makes it a transaction of the calls that started it. */
  startedBy(operation: AuditOperation): Promise<void> | undefined {
    for (const owner of operation.chain()) this.owners.add(owner);
    return this.usedBy(operation);
  }

  /**
   * Notes that calls work in it; a promise when their state before has to be loaded first.
   *
   * @throws AuditAtomicityError before the first statement of a call that has announced its attempt and turns out to run inside
   * a transaction of its caller.
   */
  usedBy(operation: AuditOperation): Promise<void> | undefined {
    let loading: Promise<void> | undefined;
    for (const user of operation.chain()) {
      this.refuseAttempt(user);
      user.transactions.add(this);
      const pending = this.stateOf(user).loadBefore(this.opened.runner.manager);
      if (pending) loading = loading ? loading.then(() => pending) : pending;
    }
    return loading;
  }

  /** What an operation writes now. */
  workOf(operation: AuditOperation): CapturedWork {
    return this.frames.workOf(operation);
  }

  add(built: BuiltEntry): void {
    this.frames.add(built);
    this.opened.journal.watch(this);
  }

  loadAfter(operation: AuditOperation): Promise<void> | undefined {
    const { before, after } = operation.definition.options;
    if (!before && !after) return undefined;
    const [found] = this.frames.standingWorkOf(operation).evidence(undefined, () => false).targets;
    return this.stateOf(operation).loadAfter(this.opened.runner.manager, found);
  }

  evidenceOf(operation: AuditOperation): Evidence {
    const work = this.frames.standingWorkOf(operation);
    const evidence = evidenceFrom(operation, this.states.get(operation), work);
    return this.frames.isUndone(operation) ? { ...evidence, undone: true } : evidence;
  }

  /** The database rolled everything back by itself. */
  torn(): void {
    this.isTorn = true;
    this.frames.rollBackAll();
  }

  /**
   * Right before COMMIT: writes everything that the transaction carries, in one statement.
   *
   * @param mayFollow whether COMMIT follows at once, and {@link confirmed} is asked after it
   * @throws AuditWriteError when an entry could not be written that must not be lost; then nothing may be committed.
   */
  async beforeCommit(mayFollow = false): Promise<void> {
    const owners = [...this.owners].filter(owner => !owner.ended && !this.entries.tellOf(owner));
    for (const owner of owners) await this.loadAfter(owner);
    const due = [
      ...owners.map(owner => ({ owner, built: this.partOf(owner) })),
      ...this.frames.entries.map(built => ({ owner: undefined, built })),
    ];
    await this.entries.write(due, mayFollow);
  }

  /** After an answer to COMMIT: rejects when it did not commit, because the entries before it were refused. */
  get confirmed(): Promise<void> | undefined {
    return this.entries.confirmed;
  }

  /** After COMMIT. Never throws: the application would take committed data for lost. */
  committed(): void {
    if (!this.end()) return;
    for (const owner of this.owners) {
      owner.lastOwnEnd = 'committed';
      owner.rollbacks = 0;
    }
    this.entries.committed();
  }

  /** After ROLLBACK: tells what was undone, on the same connection. Never rejects. */
  async rolledBack(): Promise<void> {
    if (this.endUndone()) await this.entries.tell(this.undoneEntries());
  }

  /** The connection was lost before COMMIT was sent: the server rolls back, and another connection has to tell it. */
  abandoned(): void {
    if (this.endUndone()) this.entries.tellLater(this.undoneEntries());
  }

  /** The connection went back to its pool without COMMIT or ROLLBACK: what becomes of the work, its next user decides. */
  vanished(): void {
    if (!this.endUndone()) return;
    const atomicity = 'independent';
    this.entries.tellLater(
      this.undoneEntries().map(built => ({
        ...built,
        entry: { ...built.entry, outcome: 'unknown', atomicity },
      })),
    );
  }

  /** The connection was lost during COMMIT: finds out on another one what became of it. */
  commitInDoubt(): void {
    if (!this.end()) return;
    for (const owner of this.owners) owner.lastOwnEnd = 'in_doubt';
    this.entries.inDoubt();
  }

  /** On SQLite everybody shares one connection, so what is open on it may be somebody else's. */
  private refuseAttempt(user: AuditOperation): void {
    if (user.atomic !== 'attempt-first' || this.owners.has(user)) return;
    if (dialectOf(this.opened.runner.dataSource)?.name !== 'sqlite')
      throw insideTransaction(user.definition.name);
  }

  private partOf(owner: AuditOperation): BuiltEntry {
    const evidence = this.evidenceOf(owner);
    const outcome = evidence.undone ? 'rolled_back' : 'success';
    return entryOf(owner, { end: { outcome: this.isTorn ? 'unknown' : outcome }, atomicity: 'tx', evidence });
  }

  private undoneEntries(): readonly BuiltEntry[] {
    return this.frames.entries.map(built => undone(built, 'after_rollback'));
  }

  private stateOf(operation: AuditOperation): LoadedState {
    let state = this.states.get(operation);
    if (!state) this.states.set(operation, (state = new LoadedState(operation)));
    return state;
  }

  private endUndone(): boolean {
    if (!this.end()) return false;
    for (const owner of this.owners) {
      owner.lastOwnEnd = 'rolled_back';
      owner.rollbacks += 1;
    }
    this.entries.rolledBack();
    return true;
  }

  private end(): boolean {
    if (this.hasEnded) return false;
    this.hasEnded = true;
    this.opened.scope?.ended(this);
    this.opened.journal.forget(this);
    return true;
  }
}
