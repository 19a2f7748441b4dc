import { noLoss } from '../shutdown/no-loss.js';
import type { DropReason, ExportLedger } from '../../core/export-ledger.js';
import { describeFailure } from '../../core/failure.js';
import type { FaultLog } from '../../core/fault-log.js';
import type { ExportAnswer } from './export-transport.js';
import type { PipelineWatcher, WatchedPipeline } from './pipeline-watcher.js';

/** One attempt, for whoever measures. */
export interface MeasuredAttempt {
  readonly answer: ExportAnswer;
  readonly milliseconds: number;
}

/** Which exit a voice speaks for. */
export interface VoiceParts {
  readonly ledger: ExportLedger;
  /** Without credentials and path: it is printed. */
  readonly origin: string;
  readonly faults: FaultLog;
  /** Where faults are told, when another exit of the signal has the usual place. @defaultValue `export of <signal>` */
  readonly site?: string;
  readonly onAttempt: (attempt: MeasuredAttempt) => void;
}

/** Says what goes wrong at an exit: with its counts, once a minute, and once more when it is over. */
export class ExportVoice implements PipelineWatcher {
  private failingSince: number | undefined;

  constructor(private readonly parts: VoiceParts) {}

  answered(answer: ExportAnswer, { milliseconds }: { readonly milliseconds: number }): void {
    this.parts.onAttempt({ answer, milliseconds });
  }

  failed(reason: string, { queuedItems, queuedBytes }: WatchedPipeline): void {
    this.failingSince ??= performance.now();
    const waiting = `${queuedItems} items wait in ${Math.ceil(queuedBytes / 1_024)} KiB`;
    this.tell(`${reason}; ${waiting}, ${this.lostSoFar()} were dropped so far`);
  }

  recovered({ queuedItems }: WatchedPipeline): void {
    const seconds = Math.round((performance.now() - (this.failingSince ?? performance.now())) / 1_000);
    this.failingSince = undefined;
    this.parts.faults.recovered(
      `Export of ${this.parts.ledger.signal} to ${this.parts.origin} works again after ${seconds} s: ` +
        `${queuedItems} items are being sent, ${this.lostSoFar()} were dropped so far`,
    );
  }

  dropped(reason: DropReason, items: number, cause?: unknown): void {
    // Whoever replaced it says the same and more; what is lost at the end is told by the shutdown.
    if (reason === 'superseded' || reason === 'shutdown_deadline') return;
    const why = cause === undefined ? '' : `: ${describeFailure(cause).message}`;
    this.tell(`${items} items were dropped (${reason})${why}; ${this.lostSoFar()} were dropped so far`);
  }

  private tell(text: string): void {
    const { faults, ledger, origin, site = `export of ${ledger.signal}` } = this.parts;
    faults.report(site, `${origin} ${text}`);
  }

  private lostSoFar(): number {
    let items = 0;
    for (const [reason, count] of this.parts.ledger.counts().dropped)
      if (!noLoss.includes(reason)) items += count;
    return items;
  }
}
