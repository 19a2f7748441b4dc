import { TraceFlags } from '@opentelemetry/api';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import { drawTrace } from './draw-trace.js';

/** Traces that may be open, and spans that are kept of one; beyond, the oldest trace is shown as it is. */
const limits = { traces: 200, spans: 500 };

interface OpenTrace {
  open: number;
  hidden: number;
  readonly spans: ReadableSpan[];
}

/** Where a tree is written, and whether it may have colours. */
export interface TreeOutput {
  readonly write: (text: string) => unknown;
  readonly colours: boolean;
}

/** Writes each trace as a tree once the last of its spans in this process has ended. For development. */
export class SpanTreeProcessor implements SpanProcessor {
  private readonly traces = new Map<string, OpenTrace>();

  constructor(private readonly output: TreeOutput = standardOutput()) {}

  onStart(span: ReadableSpan): void {
    const { traceId, traceFlags } = span.spanContext();
    if ((traceFlags & TraceFlags.SAMPLED) === 0) return;
    const trace = this.traces.get(traceId);
    if (trace) trace.open += 1;
    else this.begin(traceId);
  }

  onEnd(span: ReadableSpan): void {
    const { traceId } = span.spanContext();
    const trace = this.traces.get(traceId);
    if (!trace) return;
    trace.open -= 1;
    if (trace.spans.length < limits.spans) trace.spans.push(span);
    else trace.hidden += 1;
    if (trace.open <= 0) this.show(traceId, trace);
  }

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {
    for (const [traceId, trace] of this.traces) this.show(traceId, trace);
  }

  private begin(traceId: string): void {
    this.traces.set(traceId, { open: 1, hidden: 0, spans: [] });
    if (this.traces.size <= limits.traces) return;
    for (const [oldest, trace] of this.traces) return this.show(oldest, trace);
  }

  private show(traceId: string, { spans, hidden }: OpenTrace): void {
    this.traces.delete(traceId);
    if (spans.length === 0) return;
    const more = hidden > 0 ? `  … and ${hidden} more spans\n` : '';
    this.output.write(`${drawTrace(spans, this.output.colours)}${more}`);
  }
}

/** Colours as https://no-color.org asks for them. */
function standardOutput(): TreeOutput {
  return {
    write: text => process.stdout.write(text),
    colours: process.stdout.isTTY && !process.env['NO_COLOR'],
  };
}
