import type { BatchLimits, OtlpTarget, ResolvedQueue } from '../../config/resolved-options.js';
import { ExportLedger, type SignalName } from '../../core/export-ledger.js';
import type { FaultLog } from '../../core/fault-log.js';
import { HeaderSources } from '../exporters/header-source.js';
import { transportFor } from '../exporters/transport-for.js';
import type { PaceTiming } from './attempt-pace.js';
import { ExportPipeline } from './export-pipeline.js';
import type { ExportTransport } from './export-transport.js';
import { ExportNews, type NewsTiming } from './export-news.js';
import { lastRequestsOf, type LastRequest } from './last-requests.js';
import { formatOf } from './request-body.js';
import { ExportVoice, type MeasuredAttempt } from './export-voice.js';

/** A pipeline and where it leads. */
export interface OpenedPipeline {
  readonly signal: SignalName;
  readonly target: OtlpTarget;
  readonly pipeline: ExportPipeline;
  /** Counts the pipelines of its signal, from 0. */
  readonly index: number;
  /** Items that may wait, where that is limited. */
  readonly maxItems: number | undefined;
}

/** How one signal wants its pipeline. */
export interface PipelineWishes {
  readonly signal: SignalName;
  readonly target: OtlpTarget;
  /** Milliseconds for one attempt, if that is less than the target's. */
  readonly attemptMs?: number;
  /** Items that may wait; who offers them keeps to it. */
  readonly maxItems?: number | undefined;
  readonly newestOnly?: boolean;
}

/** What pipelines of an application share. */
export interface PipelineSetting {
  readonly queue: ResolvedQueue;
  readonly faults: FaultLog;
  /** @defaultValue those of the OpenTelemetry protocol */
  readonly transportFor?: (target: OtlpTarget, signal: SignalName) => Promise<ExportTransport>;
  readonly timing?: PaceTiming;
  readonly newsTiming?: NewsTiming;
}

type AttemptListener = (opened: OpenedPipeline, attempt: MeasuredAttempt) => void;

/** Every pipeline of one application. */
export class ExportPipelines {
  private readonly opened: OpenedPipeline[] = [];
  private readonly listeners: AttemptListener[] = [];
  private readonly headers: HeaderSources;
  private readonly news: ExportNews;
  private readonly indexes = new Map<SignalName, number>();

  constructor(private readonly setting: PipelineSetting) {
    this.headers = new HeaderSources(setting.faults);
    this.news = new ExportNews(setting.faults, setting.newsTiming);
  }

  /** All that were opened, closed ones too. */
  get all(): readonly OpenedPipeline[] {
    return this.opened;
  }

  async open({ signal, target, attemptMs, maxItems, newestOnly }: PipelineWishes): Promise<ExportPipeline> {
    const { queue, timing } = this.setting;
    const ledger = new ExportLedger(signal);
    const { origin } = new URL(target.url);
    const index = this.nextIndex(signal);
    const pipeline = new ExportPipeline({
      transport: await (this.setting.transportFor?.(target, signal) ??
        transportFor({ target, signal, sources: this.headers, faults: this.setting.faults })),
      ledger,
      limits: {
        ...(target.queue ?? queue),
        attemptMs: Math.min(target.timeoutMs, attemptMs ?? target.timeoutMs),
        newestOnly: newestOnly === true,
      },
      compression: target.compression,
      format: formatOf(target),
      watcher: new ExportVoice({
        ledger,
        news: this.news,
        origin,
        ...(index > 0 && { site: `export of ${signal} to ${origin}` }),
        onAttempt: attempt => this.tell(opened, attempt),
      }),
      ...(timing && { timing }),
    });
    const opened: OpenedPipeline = { signal, target, pipeline, index, maxItems };
    this.opened.push(opened);
    return pipeline;
  }

  /** Items that may wait for a target, of one signal; `undefined` where memory alone is the limit. */
  maxItems({ queue }: OtlpTarget, { maxQueueSize }: Pick<BatchLimits, 'maxQueueSize'>): number | undefined {
    return maxQueueSize ?? (queue ?? this.setting.queue).maxItems;
  }

  /** Calls `listener` after each attempt of any pipeline. */
  onAttempt(listener: AttemptListener): void {
    this.listeners.push(listener);
  }

  /** Ends all at once; what is left is dropped as `shutdown_deadline`. */
  close(): void {
    this.news.tell();
    for (const { pipeline } of this.opened) pipeline.close();
  }

  /** Ends all at once; what is left, and can be sent by another process, is the caller's to send and to settle. */
  surrender(): readonly LastRequest[] {
    this.news.tell();
    return lastRequestsOf(this.opened, target => this.headers.known(target));
  }

  /** Counted before anything is awaited: several may be opened at once. */
  private nextIndex(signal: SignalName): number {
    const index = this.indexes.get(signal) ?? 0;
    this.indexes.set(signal, index + 1);
    return index;
  }

  private tell(opened: OpenedPipeline, attempt: MeasuredAttempt): void {
    for (const listener of this.listeners) listener(opened, attempt);
  }
}
