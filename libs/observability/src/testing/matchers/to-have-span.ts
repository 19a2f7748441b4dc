import { attr } from '../../core/names.js';
import type { CapturedSpan } from '../captured-span.js';
import { renderSpanTree } from '../span-tree.js';
import type { TelemetryCapture } from '../telemetry-capture.js';
import { matched } from './matched.js';
import type { MatcherContext, MatcherResult } from './matcher-types.js';

/** Fields that a span must have; those left out may hold anything, and so may attributes left out. */
export interface SpanExpectation {
  readonly kind?: CapturedSpan['kind'];
  readonly status?: CapturedSpan['status'];
  readonly statusMessage?: string | undefined;
  /** Name of the parent, `undefined` for none in this process. */
  readonly parent?: string | undefined;
  /** A value of `undefined` says that the attribute must be absent. */
  readonly attributes?: Readonly<Record<string, unknown>>;
  readonly error?: Readonly<Partial<Record<'type' | 'message' | 'stack', unknown>>> | undefined;
  readonly sampled?: boolean;
  readonly scope?: string;
  readonly traceId?: string;
  readonly parentSpanId?: string | undefined;
  /** Exact number of such spans. @defaultValue one or more */
  readonly times?: number;
}

/** Where spans are looked for. */
export type SpanSource = TelemetryCapture | readonly CapturedSpan[];

const spansOf = (source: SpanSource): readonly CapturedSpan[] =>
  'spans' in source ? source.spans() : source;

/** `expect(telemetry).toHaveSpan('OrdersService.findOne', { parent: 'GET /orders/:id', status: 'error' })` */
export function toHaveSpan(
  this: MatcherContext,
  received: SpanSource,
  name: string,
  { times, ...expected }: SpanExpectation = {},
): MatcherResult {
  const spans = spansOf(received);
  return matched(this, {
    subject: `span ${JSON.stringify(name)}`,
    candidates: spans.filter(span => span.name === name),
    expected,
    times,
    everything: renderSpanTree(spans),
  });
}

/** What the only server span must be; `name` and `status` (of HTTP) are shorthands. */
export interface ServerSpanExpectation extends Omit<SpanExpectation, 'kind' | 'times' | 'status'> {
  readonly name?: string;
  /** `http.response.status_code` */
  readonly status?: number;
  readonly spanStatus?: CapturedSpan['status'];
}

/** `expect(telemetry).toHaveOneServerSpan({ name: 'GET /orders/:id', status: 404 })`: this one and no other. */
export function toHaveOneServerSpan(
  this: MatcherContext,
  received: SpanSource,
  { status, spanStatus, ...expected }: ServerSpanExpectation = {},
): MatcherResult {
  const spans = spansOf(received);
  const servers = spans.filter(({ kind }) => kind === 'server');
  const result = matched(this, {
    subject: 'server span',
    candidates: servers,
    expected: {
      ...expected,
      ...(spanStatus && { status: spanStatus }),
      ...(status !== undefined && {
        attributes: { ...expected.attributes, [attr.httpResponseStatusCode]: status },
      }),
    },
    times: 1,
    everything: renderSpanTree(spans),
  });
  if (servers.length <= 1) return result;
  const names = servers.map(({ name }) => name).join(', ');
  return {
    pass: false,
    message: () => `expected one server span, found ${servers.length}: ${names}\n\n${renderSpanTree(spans)}`,
  };
}
