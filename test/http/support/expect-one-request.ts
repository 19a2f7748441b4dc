import type { CapturedLogLine, TelemetryCapture } from 'nestjs-observability/testing';
import 'nestjs-observability/testing/jest';
import type { Caller } from './caller.js';

/** What exactly one request must have left behind. */
export interface RecordedRequest {
  /** As a metric label and in the span: `_OTHER` for an unknown one. @defaultValue `'GET'` */
  readonly method?: string;
  /** The template, `'unmatched'` when no handler took the request. */
  readonly route: string;
  readonly status: number;
  /** `Class.method` of the handler that Nest chose. */
  readonly handler?: string | undefined;
  /** The exception that caused the answer, with what caused it in turn; `undefined` when there was none. */
  readonly error?: RecordedError | undefined;
  /** @defaultValue what follows from the status: 5xx error, 4xx warn, else info */
  readonly level?: 'info' | 'warn' | 'error';
  /** The word at the end of the line. @defaultValue `'completed'` */
  readonly ended?: 'completed' | 'aborted';
  /** Whether the server is to blame. @defaultValue for a status of 500 and above */
  readonly failed?: boolean;
  /** Who called, by the headers of the request. @defaultValue nobody: a trace of its own */
  readonly caller?: Caller;
}

/** An exception as a line shows it. */
export interface RecordedError {
  readonly type: string;
  readonly message: unknown;
  readonly cause?: object;
}

/** Expects one server span, one measurement and one line about a request, which agree with one another. */
export async function expectOneRequest(
  telemetry: TelemetryCapture,
  expected: RecordedRequest,
): Promise<CapturedLogLine> {
  const span = expectSpan(telemetry, expected);
  const line = expectLine(telemetry, expected);
  expect(line).toMatchObject({ trace_id: span.traceId, span_id: span.spanId });
  expect(line['request_id']).toBe(span.attributes['request.id']);
  await expectMeasurement(telemetry, expected);
  return line;
}

function failedOf({ status, failed = status >= 500 }: RecordedRequest): boolean {
  return failed;
}

function expectSpan(telemetry: TelemetryCapture, expected: RecordedRequest) {
  const { method = 'GET', route, status, handler, error, caller } = expected;
  const verb = method === '_OTHER' ? 'HTTP' : method;
  const failed = failedOf(expected);
  expect(telemetry).toHaveOneServerSpan({
    name: route === 'unmatched' ? verb : `${verb} ${route}`,
    status,
    spanStatus: failed ? 'error' : 'unset',
    parentSpanId: caller?.spanId,
    ...(caller && { traceId: caller.traceId }),
    attributes: {
      'http.request.method': method,
      'http.route': route === 'unmatched' ? undefined : route,
      'code.function.name': handler,
      ...(failed || error ? { 'error.type': error?.type ?? String(status) } : { 'error.type': undefined }),
    },
  });
  expect(telemetry).toHaveNoOpenSpans();
  return telemetry.spans().find(({ kind }) => kind === 'server')!;
}

function expectLine(telemetry: TelemetryCapture, expected: RecordedRequest): CapturedLogLine {
  const { method = 'GET', route, status, handler, ended = 'completed' } = expected;
  const byStatus = status >= 500 ? 'error' : status >= 400 ? 'warn' : 'info';
  // Whatever the line says: one that lost its request would have no request id.
  const lines = telemetry.logs();
  expect(lines).toEqual([expect.anything()]);
  const line = lines[0]!;
  expect(line).toMatchObject({
    level: expected.level ?? (failedOf(expected) ? 'error' : byStatus),
    msg: expect.stringMatching(new RegExp(`${ended}$`)),
    status,
    duration_ms: expect.any(Number),
    ...(method !== '_OTHER' && { method }),
  });
  expect(line['route']).toBe(route === 'unmatched' ? undefined : route);
  expect(line['handler']).toBe(handler);
  expectCause(line['err'], expected);
  return line;
}

/** The true error, and for a failure where it came from; a refusal has no stack, because nobody needs to mend it. */
function expectCause(written: unknown, expected: RecordedRequest): void {
  const { error } = expected;
  if (!error) return expect(written).toBeUndefined();
  const { stack, cause, ...named } = written as Record<string, unknown>;
  expect(named).toMatchObject({ type: error.type, message: error.message });
  const isError = /(Error|Exception)$/.test(error.type);
  if (failedOf(expected) && isError) expect(stack).toMatch(/^.+\n +at /);
  else expect(stack).toBeUndefined();
  if (error.cause) expect(cause).toMatchObject(error.cause);
  else expect(cause).toBeUndefined();
  if (!failedOf(expected)) expect(JSON.stringify(cause) ?? '').not.toContain('"stack"');
}

async function expectMeasurement(telemetry: TelemetryCapture, expected: RecordedRequest): Promise<void> {
  const { method = 'GET', route, status, error, ended } = expected;
  const metrics = await telemetry.metrics();
  expect(metrics).toHaveMetricPoint(
    'http.server.request.duration',
    {
      'http.request.method': method,
      'http.route': route,
      'http.response.status_code': status,
      'url.scheme': 'http',
      ...(failedOf(expected) && { 'error.type': error?.type ?? String(status) }),
    },
    { count: 1 },
  );
  const counted = metrics.get('http.server.request.duration')?.reduce((sum, { count = 0 }) => sum + count, 0);
  expect(counted).toBe(1);
  const active = metrics.get('http.server.active_requests')?.map(({ value }) => value);
  expect(new Set(active)).toEqual(new Set([0]));
  const aborted = metrics.get('http.server.aborted_requests')?.reduce((sum, { value = 0 }) => sum + value, 0);
  expect(aborted ?? 0).toBe(ended === 'aborted' ? 1 : 0);
}
