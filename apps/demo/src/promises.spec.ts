import { type OrderHistory, TOLD } from './audit/order-story.ts';
import { checkPromises, type Evidence } from './promises.ts';

const statistics = (route: string, counts: [string, number][], p50 = 0.1) => ({
  route,
  counts: new Map(counts),
  requests: counts.reduce((sum, [, count]) => sum + count, 0),
  p50,
  p95: 0.2,
  p99: 0.3,
});
const line = (service: string) => ({ service, time: 0, level: 30, message: '', fields: {} });
const list = (traceId: string) => ({ traceId, request: 'GET /orders 200' });

const toldHistory = (left = 0): OrderHistory => ({
  orderId: 'o',
  damaged: [],
  lines: TOLD.slice(left).map(([action, outcome, actor]) => ({
    at: '2026-01-01T00:00:00.000Z',
    action,
    outcome,
    actor,
    changes: [],
    evidence: { atomicity: 'tx', capture: 'none' },
  })),
});

function evidence(differences: Partial<Evidence> = {}): Evidence {
  return {
    sent: new Map([['GET /orders 200', 1]]),
    surprises: new Map(),
    orders: [statistics('GET /orders', [['200', 1]])],
    payments: [statistics('POST /payments', [['201', 1]])],
    traced: [list('a')],
    logged: [list('a')],
    faults: new Map(),
    placements: [
      ['placed', 1],
      ['payment_declined', 1],
      ['out_of_stock', 1],
    ],
    work: [
      { work: 'send_confirmation', trigger: 'detached', succeeded: 1, failed: 0, mean: 0.1 },
      { work: 'StockReport.run', trigger: 'cron', succeeded: 1, failed: 0, mean: 0.1 },
    ],
    showcase: { requestId: 'r', traceId: 't', trees: undefined, lines: [line('orders'), line('payments')] },
    probes: new Map([['/ready', 200]]),
    history: toldHistory(),
    verification: { code: 0, output: 'OK.' },
    ...differences,
  };
}
const problems = (differences: Partial<Evidence>) =>
  checkPromises(evidence(differences)).flatMap(promise => promise.problems);

describe('the promises of the demo', () => {
  it('are kept when everything is there', () => {
    expect(problems({})).toEqual([]);
  });

  it('are broken when a request was not counted, was counted twice or was never sent', () => {
    expect(problems({ orders: [statistics('GET /orders', [['200', 2]])] })).toEqual([
      'GET /orders 200: 1 sent, 2 counted',
    ]);
    expect(problems({ orders: [statistics('GET /other', [['200', 1]])] })).toEqual([
      'GET /other 200: 0 sent, 1 counted',
      'GET /orders 200: 1 sent, 0 counted',
    ]);
  });

  it('are broken when a request left no trace, two of them or another one', () => {
    expect(problems({ traced: [list('a'), list('b')] })).toEqual(['GET /orders 200: 1 sent, 2 traced']);
    expect(problems({ traced: [] })).toEqual([
      'GET /orders 200: 1 sent, 0 traced',
      '1 lines are of no trace, e.g. GET /orders 200 in a',
    ]);
    expect(problems({ traced: [list('b')] })).toEqual(['1 lines are of no trace, e.g. GET /orders 200 in a']);
  });

  it('are broken when a request left no log line, or two', () => {
    expect(problems({ logged: [] })).toEqual(['GET /orders 200: 1 sent, 0 logged']);
    expect(problems({ logged: [list('a'), list('a')] })).toEqual(['GET /orders 200: 1 sent, 2 logged']);
  });

  it('say nothing of traces that are in a backend of the user', () => {
    const titles = checkPromises(evidence({ traced: undefined })).map(({ title }) => title);
    expect(titles).toContain('each request is one log line');
    expect(titles.filter(title => title.includes('trace'))).toEqual([
      'log lines of both services carry its trace id',
    ]);
    expect(problems({ traced: undefined })).toEqual([]);
  });

  it('are broken by an unexpected answer, a missing percentile, a failing probe, a silent service and a fault', () => {
    const quiet = { requestId: 'r', traceId: 't', trees: undefined, lines: [line('orders')] };
    expect(problems({ surprises: new Map([['GET / answered 500', 2]]) })).toEqual([
      'GET / answered 500 (2 times)',
    ]);
    expect(problems({ payments: [statistics('POST /payments', [['201', 1]], NaN)] })).toEqual([
      'POST /payments',
    ]);
    expect(problems({ payments: [] })).toHaveLength(1);
    expect(problems({ placements: [['placed', 1]] })).toHaveLength(2);
    expect(problems({ probes: new Map([['/ready', 503]]) })).toEqual(['/ready answered 503']);
    expect(problems({ showcase: quiet })).toEqual(['payments: no line with t']);
    expect(problems({ faults: new Map([['orders: fault in metric export', 3]]) })).toEqual([
      'orders: fault in metric export (3 times)',
    ]);
  });

  it('are broken when the audit trail does not tell all, holds a damaged record or is not verified', () => {
    expect(problems({ history: toldHistory(1) })).toEqual([
      'no order.place with outcome success by user alice',
    ]);
    expect(problems({ history: { ...toldHistory(), damaged: ['x'] } })).toEqual([
      'the record x is not what the service wrote',
    ]);
    expect(problems({ verification: { code: 1, output: 'TAMPERED.' } })).toEqual(['exit code 1: TAMPERED.']);
  });

  it('are broken when the trace has not arrived', () => {
    const lost = { requestId: 'r', traceId: 't', trees: [], lines: [line('orders'), line('payments')] };
    expect(problems({ showcase: lost })).toHaveLength(3);
  });

  it('are broken when an order was not confirmed, or no stock report ran', () => {
    expect(problems({ work: [] })).toEqual(['1 orders placed, 0 confirmed', 'no stock report']);
  });
});
