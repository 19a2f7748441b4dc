import { SpanStatusCode, type HrTime } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { describeSpan } from './describe-span.js';
import { onOneLine } from './on-one-line.js';

/** Columns of the bars, and the widest that names may be before them. */
const barWidth = 24;
const widestName = 60;

interface Line {
  readonly span: ReadableSpan;
  /** Branches of the tree and the name. */
  readonly name: string;
}

/** Draws the spans of one trace: branch, name, bar, milliseconds, then what the span says; failed ones in red. */
export function drawTrace(spans: readonly ReadableSpan[], colours: boolean): string {
  const lines = treeOf(spans);
  const begin = Math.min(...spans.map(({ startTime }) => millisecondsOf(startTime)));
  const end = Math.max(...spans.map(span => millisecondsOf(span.startTime) + millisecondsOf(span.duration)));
  const width = Math.min(widestName, Math.max(...lines.map(({ name }) => name.length)));
  const paint = (text: string, code: number): string => (colours ? `\u001b[${code}m${text}\u001b[0m` : text);
  const drawn = lines.map(({ span, name }) => {
    const failed = span.status.code === SpanStatusCode.ERROR;
    const from = millisecondsOf(span.startTime) - begin;
    const took = millisecondsOf(span.duration);
    const label = failed ? paint(name.padEnd(width), 31) : name.padEnd(width);
    const bar = paint(barOf(from, took, end - begin), failed ? 31 : 36);
    const details = describeSpan(span);
    return `${label}  ${bar} ${durationOf(took)}${details && `  ${paint(details, failed ? 31 : 2)}`}\n`;
  });
  const traceId = spans[0]?.spanContext().traceId ?? '';
  return `${paint(`trace ${traceId}`, 2)}\n${drawn.join('')}`;
}

function treeOf(spans: readonly ReadableSpan[]): Line[] {
  const ids = new Set(spans.map(span => span.spanContext().spanId));
  const children = new Map<string, ReadableSpan[]>();
  const sorted = spans.toSorted((a, b) => millisecondsOf(a.startTime) - millisecondsOf(b.startTime));
  for (const span of sorted) {
    const parent = span.parentSpanContext?.spanId ?? '';
    const key = ids.has(parent) ? parent : '';
    children.set(key, [...(children.get(key) ?? []), span]);
  }
  const below = (id: string, indent: string): Line[] => {
    const siblings = children.get(id) ?? [];
    return siblings.flatMap((span, index) => {
      const isLast = index === siblings.length - 1;
      const [branch, stem] = id === '' ? ['', ''] : isLast ? ['└─ ', '   '] : ['├─ ', '│  '];
      const own = { span, name: `${indent}${branch}${onOneLine(span.name)}`.slice(0, widestName) };
      return [own, ...below(span.spanContext().spanId, indent + stem)];
    });
  };
  return below('', '');
}

function barOf(from: number, took: number, whole: number): string {
  if (!(whole > 0)) return '█'.repeat(barWidth);
  const start = Math.min(barWidth - 1, Math.floor((from / whole) * barWidth));
  const length = Math.max(1, Math.min(barWidth - start, Math.round((took / whole) * barWidth)));
  return `${'·'.repeat(start)}${'█'.repeat(length)}${'·'.repeat(barWidth - start - length)}`;
}

function durationOf(milliseconds: number): string {
  const text =
    milliseconds < 10 ? milliseconds.toFixed(2) : milliseconds.toFixed(milliseconds < 1_000 ? 1 : 0);
  return `${text} ms`.padStart(10);
}

function millisecondsOf([seconds, nanoseconds]: HrTime): number {
  return seconds * 1_000 + nanoseconds / 1_000_000;
}
