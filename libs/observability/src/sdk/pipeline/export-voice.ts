import { noLoss } from '../shutdown/no-loss.js';
import type { DropReason, ExportLedger } from '../../core/export-ledger.js';
import { describeFailure } from '../../core/failure.js';
import type { ExportNews, NewsSource } from './export-news.js';
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
  readonly news: ExportNews;
  /** Where faults are counted, when another exit of the signal has the usual place. @defaultValue `export of <signal>` */
  readonly site?: string;
  readonly onAttempt: (attempt: MeasuredAttempt) => void;
}

/** Says what goes wrong at an exit, with its counts, and once more when it is over. */
export class ExportVoice implements PipelineWatcher, NewsSource {
  readonly site: string;
  private failingSince: number | undefined;
  /** Since a failure that is not over, or whose end nobody has been told. */
  private waiting: WatchedPipeline | undefined;

  constructor(private readonly parts: VoiceParts) {
    this.site = parts.site ?? `export of ${parts.ledger.signal}`;
  }

  answered(answer: ExportAnswer, { milliseconds }: { readonly milliseconds: number }): void {
    this.parts.onAttempt({ answer, milliseconds });
  }

  failed(reason: string, pipeline: WatchedPipeline): void {
    this.failingSince ??= performance.now();
    this.waiting = pipeline;
    this.parts.news.trouble(this, reason);
  }

  recovered({ queuedItems }: WatchedPipeline): void {
    const seconds = Math.round((performance.now() - (this.failingSince ?? performance.now())) / 1_000);
    this.failingSince = undefined;
    const { news, ledger, origin } = this.parts;
    const text =
      `Export of ${ledger.signal} to ${origin} works again after ${seconds} s: ` +
      `${queuedItems} items are being sent, ${this.lostSoFar()} were dropped so far`;
    if (news.relief(this, text)) this.waiting = undefined;
  }

  dropped(reason: DropReason, items: number, cause?: unknown): void {
    // Whoever replaced it says the same and more; what is lost at the end is told by the shutdown.
    if (reason === 'superseded' || reason === 'shutdown_deadline') return;
    const why = cause === undefined ? '' : `: ${describeFailure(cause).message}`;
    this.parts.news.trouble(this, `${items} items were dropped (${reason})${why}`);
  }

  fares(trouble: string): string {
    const { ledger, origin } = this.parts;
    const { queuedItems = 0, queuedBytes = 0 } = this.waiting ?? {};
    const waits = `${queuedItems} items wait in ${Math.ceil(queuedBytes / 1_024)} KiB, `;
    const isOver = this.waiting !== undefined && this.failingSince === undefined;
    const how = isOver ? 'it works again, ' : queuedItems > 0 ? waits : '';
    if (isOver) this.waiting = undefined;
    return `${ledger.signal} to ${origin}: ${trouble}; ${how}${this.lostSoFar()} were dropped so far`;
  }

  private lostSoFar(): number {
    let items = 0;
    for (const [reason, count] of this.parts.ledger.counts().dropped)
      if (!noLoss.includes(reason)) items += count;
    return items;
  }
}
