import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import type { FaultLog } from '../../core/fault-log.js';
import { AnchorSlot, type AnchorState } from './anchor-slot.js';
import type { AnchoredCheckpoint, AuditAnchor } from './audit-anchor.js';

/** How checkpoints are published. */
export interface AnchorPublisherOptions {
  readonly anchors: readonly AuditAnchor[];
  /** Milliseconds between two publications. @defaultValue `5_000` */
  readonly every?: number;
  /** Reads the newest checkpoint of the log, whoever sealed it; asked once in each interval. */
  readonly newest: () => Promise<AnchoredCheckpoint | undefined>;
  readonly faults: FaultLog;
}

/**
 * Hands the newest checkpoint to every anchor, at most every `anchorEvery`, once each. Besides those that it is offered it
 * reads the log itself, so that a checkpoint whose sealer died is published by another replica. Nothing here throws.
 */
export class AnchorPublisher {
  private readonly slots: readonly AnchorSlot[];
  private latest: AnchoredCheckpoint | undefined;
  private timer: NodeJS.Timeout | undefined;
  private round: Promise<void> | undefined;
  private stopped = false;

  constructor(private readonly options: AnchorPublisherOptions) {
    this.slots = options.anchors.map(anchor => new AnchorSlot(anchor));
  }

  /** How each anchor is doing. */
  get states(): readonly AnchorState[] {
    return this.slots.map(slot => slot.stateFor(this.latest));
  }

  /** Begins to publish; the first round comes after one interval. */
  start(): void {
    if (this.slots.length === 0 || this.timer) return;
    this.timer = context.with(suppressTracing(ROOT_CONTEXT), () =>
      setInterval(() => void this.publish(), this.options.every ?? 5_000).unref(),
    );
  }

  /** Takes note of a checkpoint that this process has sealed. */
  offer(checkpoint: AnchoredCheckpoint): void {
    if (this.latest && checkpoint.size < this.latest.size) {
      this.options.faults.report(
        'audit.anchors',
        `the audit log "${checkpoint.stream}" had ${this.latest.size} events and now has ${checkpoint.size}`,
      );
      return;
    }
    this.latest = checkpoint;
  }

  /** Publishes what is new, now. */
  publish(): Promise<void> {
    this.round ??= this.run().finally(() => {
      this.round = undefined;
    });
    return this.round;
  }

  /** Publishes what is new, for this many milliseconds at most, and ends. */
  async stop(deadline = 5_000): Promise<void> {
    if (this.stopped) return;
    this.stopped = true;
    clearInterval(this.timer);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>(resolve => {
      timer = setTimeout(resolve, deadline).unref();
    });
    await Promise.race([this.round, late]);
    await Promise.race([this.publish(), late]);
    clearTimeout(timer);
  }

  private async run(): Promise<void> {
    try {
      const newest = await this.options.newest();
      if (newest) this.offer(newest);
    } catch (failure) {
      this.options.faults.report('audit.anchors', failure);
    }
    const { latest } = this;
    if (!latest) return;
    await Promise.all(
      this.slots.map(async slot => {
        const failure = await slot.publish(latest);
        if (failure !== undefined) this.options.faults.report(`audit.anchors.${slot.name}`, failure);
      }),
    );
  }
}
