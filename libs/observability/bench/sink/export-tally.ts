import { readSpan, readSpans, type ReceivedSpan } from './span-reader.js';

/** How many spans are kept whole; the rest is only counted. */
const SAMPLE_SIZE = 200;

/** What arrived at the sink since the last report. */
export interface SinkReport {
  readonly spans: number;
  /** Body bytes of every signal, as sent. */
  readonly bytes: number;
  /** The first spans, for a closer look. */
  readonly sample: readonly ReceivedSpan[];
}

/** Counts exports. */
export class ExportTally {
  private report: SinkReport = { spans: 0, bytes: 0, sample: [] };

  /** `traces` is the decompressed body, when the export carried spans. */
  add(bytes: number, traces?: Buffer): void {
    const received = traces ? readSpans(traces) : [];
    const room = SAMPLE_SIZE - this.report.sample.length;
    this.report = {
      spans: this.report.spans + received.length,
      bytes: this.report.bytes + bytes,
      sample:
        room > 0 ? [...this.report.sample, ...received.slice(0, room).map(readSpan)] : this.report.sample,
    };
  }

  /** Hands over the count and starts a new one. */
  take(): SinkReport {
    const { report } = this;
    this.report = { spans: 0, bytes: 0, sample: [] };
    return report;
  }
}
