import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { setImmediate as turn } from 'node:timers/promises';
import { HeadMemory } from './head-memory.js';
import { PendingReach } from './pending-reach.js';
import { registerStream } from './register-stream.js';
import { sealPending, type SealedBatch, type SealResult } from './seal-pending.js';
import { SealingPace, type SealingTurn } from './sealing-pace.js';
import type { SealingConnection } from './sealing-connection.js';
import { SealingLog } from './sealing-log.js';
import type { SealingStatements } from './sealing-statements.js';
import type { StreamIdentity } from './stream-identity.js';
import { StreamTree, type SignedCheckpoint } from './stream-tree.js';
import { WakeableSleep } from './wakeable-sleep.js';

/** What a sealer is made of. */
export interface AuditSealerOptions {
  readonly identity: StreamIdentity;
  readonly statements: SealingStatements;
  readonly connection: SealingConnection;
  /** Is told every batch after its commit: anchors and metrics. A throw is ignored. */
  readonly onSealed?: (batch: SealedBatch) => void;
  /** Where it says, once each time, that it cannot seal and that it can again. @defaultValue the Nest logger `Audit` */
  readonly log?: SealingLog;
}

/** What a sealer has done, for health and metrics. */
export interface SealerStatus {
  readonly running: boolean;
  /** Newest checkpoint that this process made. */
  readonly newest?: SignedCheckpoint;
  /** Events and batches sealed by this process. */
  readonly events: number;
  readonly batches: number;
  /** Attempts that failed in a row, and what the last one met; 0 while all is well. */
  readonly failures: number;
  readonly failure?: unknown;
}

/**
 * Moves pending events into the Merkle tree of their log, in batches, beside the application: any number of replicas may do
 * so. Nothing that happens here reaches the application; what could not be sealed stays pending.
 */
export class AuditSealer {
  private readonly tree: StreamTree;
  private readonly heads: HeadMemory;
  private readonly log: SealingLog;
  private readonly sleep = new WakeableSleep();
  private readonly pace = new SealingPace();
  private readonly reach = new PendingReach();
  private loop: Promise<void> | undefined;
  private registered = false;
  private stopping = false;
  private late = false;
  /** Whether the last turn sealed something: then nobody has to ask first whether anything is there. */
  private isFlowing = false;
  private newest: SignedCheckpoint | undefined;
  private events = 0;
  private batches = 0;
  private failures = 0;
  private failure: unknown;

  constructor(private readonly options: AuditSealerOptions) {
    this.tree = new StreamTree(options.identity, options.statements);
    this.heads = new HeadMemory(options.identity.stream);
    this.log = options.log ?? new SealingLog(options.identity.stream);
  }

  get status(): SealerStatus {
    const { newest, events, batches, failures, failure } = this;
    const running = this.loop !== undefined && !this.stopping;
    return {
      running,
      ...(newest && { newest }),
      events,
      batches,
      failures,
      ...(failures > 0 && { failure }),
    };
  }

  /** Begins to seal; returns at once. */
  start(): void {
    // Nobody's request and nobody's span: the loop outlives whatever started it.
    this.loop ??= context.with(suppressTracing(ROOT_CONTEXT), () => this.run());
  }

  /** Tells that events were written, so that the next look at the table comes within 50 ms. */
  wake(): void {
    this.sleep.shorten(this.pace.quicken());
  }

  /** Seals what is pending, for this many milliseconds at most, and ends. Never rejects. */
  async stop(deadline = 5_000): Promise<void> {
    this.stopping = true;
    this.sleep.shorten(0);
    if (!this.loop) return;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>(resolve => {
      timer = setTimeout(() => {
        this.late = true;
        resolve();
      }, deadline).unref();
    });
    await Promise.race([this.loop, late]);
    clearTimeout(timer);
  }

  private async run(): Promise<void> {
    for (;;) {
      const begin = performance.now();
      const result = await this.attempt();
      if (this.late || (this.stopping && (result === 'nothing' || result === 'failed'))) return;
      const pause = this.pace.after(
        turnOf(result, this.options.connection.batchSize),
        performance.now() - begin,
      );
      await (pause === 0 ? turn() : this.sleep.of(pause));
    }
  }

  private async attempt(): Promise<SealResult | 'failed'> {
    try {
      const result = await this.seal();
      this.isFlowing = typeof result === 'object';
      this.reach.found(typeof result === 'object' ? result.first : undefined);
      if (this.failures > 0) this.log.recovered();
      this.failures = 0;
      if (typeof result === 'object') this.take(result);
      return result;
    } catch (failure) {
      this.reach.found(undefined);
      this.failures += 1;
      this.failure = failure;
      if (!this.stopping) this.log.failed(failure);
      return 'failed';
    }
  }

  private async seal(): Promise<SealResult> {
    const { connection, identity, statements } = this.options;
    if (!this.isFlowing && !(await connection.hasPending())) return 'nothing';
    if (!this.registered) {
      if ((await connection.transaction(() => registerStream(identity, statements))) === 'busy')
        return 'busy';
      this.registered = true;
    }
    const { tree, heads, isFlowing: isEager } = this;
    const limit = connection.batchSize;
    const after = this.reach.next();
    return connection.transaction(() => sealPending({ tree, heads, statements, limit, after, isEager }));
  }

  private take(batch: SealedBatch): void {
    this.heads.remember(batch.checkpoint);
    this.newest = batch.checkpoint;
    this.events += batch.count;
    this.batches += 1;
    try {
      this.options.onSealed?.(batch);
    } catch {
      // Whoever listens reports its own faults; sealing goes on.
    }
  }
}

function turnOf(result: SealResult | 'failed', batchSize: number): SealingTurn {
  if (result === 'failed') return 'failed';
  if (result === 'nothing') return 'idle';
  return typeof result === 'object' && result.count >= batchSize ? 'full' : 'short';
}
