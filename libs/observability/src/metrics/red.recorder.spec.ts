import { ROOT_CONTEXT, trace, TraceFlags } from '@opentelemetry/api';
import { parseExposition } from '../../../../test/support/exposition/parse-exposition.js';
import { meterReadBy } from '../../../../test/support/metric-source.js';
import { FaultLog } from '../core/fault-log.js';
import { describeFailure } from '../core/failure.js';
import { attr } from '../core/names.js';
import { endOperation, failOperation, startOperation } from '../core/operation-runner.js';
import {
  type Dimensions,
  type Operation,
  type OperationDefinition,
  type Outcome,
} from '../core/operation.js';
import { Runtime } from '../core/runtime.js';
import { ExemplarStore } from './exemplar-store.js';
import { Exposition } from './exposition/exposition.js';
import { RedRecorder } from './red.recorder.js';
import { SharedMetricReader } from './shared-metric-reader.js';

const spanContext = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: TraceFlags.SAMPLED };
const traced = trace.setSpanContext(ROOT_CONTEXT, spanContext);

function definition(
  type: 'http' | 'method' | 'rpc',
  more: Partial<OperationDefinition> = {},
): OperationDefinition {
  return { type, name: 'x', kind: 'server', metrics: false, root: false, dimensions: {}, ...more };
}

function setUp(): {
  runtime: Runtime;
  faults: FaultLog;
  page: (format?: 'text' | 'openmetrics') => Promise<string>;
} {
  const reader = new SharedMetricReader();
  const exemplars = new ExemplarStore();
  const faults = new FaultLog();
  const runtime = new Runtime(
    [new RedRecorder({ meter: meterReadBy(reader), exemplars })],
    faults,
    undefined,
  );
  const page = async (format: 'text' | 'openmetrics' = 'text'): Promise<string> => {
    const written = new Exposition((await reader.collect()).resourceMetrics, exemplars).write(format);
    parseExposition(written, format);
    return written;
  };
  return { runtime, faults, page };
}

function startRequest(runtime: Runtime): Operation {
  return startOperation(runtime, definition('http'), traced, operation => {
    Object.assign(operation.dimensions, { [attr.httpRequestMethod]: 'GET', [attr.urlScheme]: 'http' });
  });
}

function finish(
  runtime: Runtime,
  operation: Operation,
  dimensions: Dimensions,
  outcome: Outcome = 'success',
): void {
  Object.assign(operation.dimensions, dimensions);
  endOperation(runtime, operation, outcome);
}

describe('RedRecorder', () => {
  test('counts each request once under method, route and status, with its duration in seconds', async () => {
    const { runtime, page } = setUp();
    const operation = startRequest(runtime);
    finish(runtime, operation, { [attr.httpRoute]: '/orders/:id', [attr.httpResponseStatusCode]: 200 });
    endOperation(runtime, operation, 'failure');
    const labels =
      '{http_request_method="GET",http_response_status_code="200",http_route="/orders/:id",url_scheme="http"';
    const text = await page();
    expect(text).toContain(`http_server_request_duration_seconds_count${labels}} 1\n`);
    expect(text).toContain(
      `http_server_request_duration_seconds_sum${labels}} ${operation.duration / 1_000}\n`,
    );
    expect(text).toContain(`http_server_request_duration_seconds_bucket${labels},le="0.075"}`);
  });

  test('knows how many requests are open, whatever they turn into', async () => {
    const { runtime, page } = setUp();
    const labels = '{http_request_method="GET",url_scheme="http"}';
    const [first] = [startRequest(runtime), startRequest(runtime)];
    expect(await page()).toContain(`http_server_active_requests${labels} 2\n`);
    finish(runtime, first as Operation, { [attr.urlScheme]: 'https', [attr.httpResponseStatusCode]: 200 });
    const text = await page();
    expect(text).toContain(`http_server_active_requests${labels} 1\n`);
    expect(text.match(/^http_server_active_requests/gm)).toHaveLength(1);
  });

  test('gives every request without a handler one route', async () => {
    const { runtime, page } = setUp();
    finish(runtime, startRequest(runtime), { [attr.httpResponseStatusCode]: 404 }, 'rejected');
    expect(await page()).toContain('http_route="unmatched"');
  });

  test('measures bodies in bytes, from what is known of them', async () => {
    const { runtime, page } = setUp();
    const operation = startRequest(runtime);
    operation.requestBytes = 300;
    finish(runtime, operation, { [attr.httpRoute]: '/' });
    const text = await page();
    expect(text).toMatch(/^http_server_request_body_size_bytes_sum\{.*\} 300$/m);
    expect(text).toMatch(/^http_server_request_body_size_bytes_bucket\{.*le="256"\} 0$/m);
    expect(text).toMatch(/^http_server_request_body_size_bytes_bucket\{.*le="1024"\} 1$/m);
    expect(text).not.toContain('http_server_response_body_size');
  });

  test('counts the requests whose client went away', async () => {
    const { runtime, page } = setUp();
    finish(
      runtime,
      startRequest(runtime),
      { [attr.httpRoute]: '/slow', [attr.httpResponseStatusCode]: 499 },
      'aborted',
    );
    finish(runtime, startRequest(runtime), { [attr.httpRoute]: '/slow', [attr.httpResponseStatusCode]: 200 });
    const text = await page();
    expect(text.match(/^http_server_aborted_requests_total/gm)).toHaveLength(1);
    expect(text).toMatch(/^http_server_aborted_requests_total\{.*http_route="\/slow".*\} 1$/m);
  });

  test('never makes a label of a detail', async () => {
    const { runtime, page } = setUp();
    const operation = startRequest(runtime);
    operation.detail(attr.userId, 'alice');
    finish(runtime, operation, { [attr.httpRoute]: '/' });
    expect(await page()).not.toContain('alice');
  });

  test('names the trace of a request beside its bucket', async () => {
    const { runtime, page } = setUp();
    finish(runtime, startRequest(runtime), { [attr.httpRoute]: '/' });
    const { traceId, spanId } = spanContext;
    expect(await page('openmetrics')).toContain(` 1 # {trace_id="${traceId}",span_id="${spanId}"}`);
  });

  test('measures the calls of a method that asks for it, by outcome and error', async () => {
    const { runtime, page } = setUp();
    const method = definition('method', {
      metrics: true,
      dimensions: { [attr.codeFunctionName]: 'Orders.place' },
    });
    endOperation(runtime, startOperation(runtime, method, ROOT_CONTEXT), 'success');
    failOperation(runtime, startOperation(runtime, method, ROOT_CONTEXT), new RangeError('too many'));
    const text = await page();
    expect(text).toContain(
      'code_function_calls_total{code_function_name="Orders.place",outcome="success"} 1\n',
    );
    const failed = '{code_function_name="Orders.place",error_type="RangeError",outcome="failure"}';
    expect(text).toContain(`code_function_calls_total${failed} 1\n`);
    expect(text).toContain(`code_function_duration_seconds_count${failed} 1\n`);
  });

  test('leaves other methods and transports alone, and makes no instruments for them', async () => {
    const { runtime, page } = setUp();
    for (const type of ['method', 'rpc'] as const) {
      const operation = startOperation(runtime, definition(type), ROOT_CONTEXT);
      operation.failure = describeFailure(new Error('x'));
      endOperation(runtime, operation, 'failure');
    }
    expect(await page()).not.toMatch(/code_|http_/);
  });

  test('contains no fault of its own over ten thousand label sets', async () => {
    const { runtime, faults, page } = setUp();
    for (let route = 0; route < 10_000; route += 1) {
      finish(runtime, startRequest(runtime), { [attr.httpRoute]: `/${route}` });
    }
    const text = await page();
    expect(faults.counts().size).toBe(0);
    expect(text).toMatch(/^http_server_active_requests\{.*\} 0$/m);
    expect(text.match(/^http_server_request_duration_seconds_count/gm)?.length).toBeLessThanOrEqual(2_000);
    expect(text).toContain('otel_metric_overflow="true"');
  });
});
