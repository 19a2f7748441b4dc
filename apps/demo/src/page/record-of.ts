import type { CheckedPromise, Evidence } from '../promises.ts';
import type { DemoRun } from '../run-demo.ts';
import type { ServerSpan } from '../traces/otlp-receiver.ts';
import type { RunRecord, ServedRequest } from './run-record.ts';

/** What a run was, for its report. */
export function recordOf(
  { environment, receiver }: Pick<DemoRun, 'environment' | 'receiver'>,
  {
    seconds,
    evidence,
    promises,
  }: { seconds: number; evidence: Evidence; promises: readonly CheckedPromise[] },
): RunRecord {
  const { showcase, history, verification } = evidence;
  return {
    at: new Date().toISOString(),
    seconds,
    database: environment.database,
    requests: receiver && {
      orders: receiver.requests('orders').map(servedRequest),
      payments: receiver.requests('payments').map(servedRequest),
    },
    showcase: { traceId: showcase.traceId, trees: showcase.trees },
    audit: { orderId: history.orderId, lines: history.lines, verification },
    promises,
  };
}

function servedRequest({ traceId, request, start, end }: ServerSpan): ServedRequest {
  const [method = '', route = '', status = ''] = request.split(' ');
  return { start, milliseconds: end - start, method, route, status: Number(status) || 0, traceId };
}
