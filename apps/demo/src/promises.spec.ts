import { checkPromises, type Evidence } from './promises.ts';
import { Tally } from './traffic/tally.ts';

const statistics = (route: string, counts: [string, number][], p50 = 0.1) => ({
  route,
  counts: new Map(counts),
  requests: counts.reduce((sum, [, count]) => sum + count, 0),
  p50,
  p95: 0.2,
  p99: 0.3,
});
const line = (service: string) => ({ service, time: 0, level: 30, message: '', fields: {} });

function evidence(differences: Partial<Evidence> = {}): Evidence {
  const tally = new Tally();
  tally.add('GET /orders', 200);
  return {
    tally,
    surprises: new Map(),
    orders: [statistics('GET /orders', [['200', 1]])],
    payments: [statistics('POST /payments', [['201', 1]])],
    placements: [
      ['placed', 1],
      ['payment_declined', 1],
      ['out_of_stock', 1],
    ],
    showcase: { requestId: 'r', traceId: 't', trees: undefined, lines: [line('orders'), line('payments')] },
    probes: new Map([['/ready', 200]]),
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

  it('are broken by an unexpected answer, a missing percentile, a failing probe and a silent service', () => {
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
  });

  it('are broken when the trace has not arrived', () => {
    const lost = { requestId: 'r', traceId: 't', trees: [], lines: [line('orders'), line('payments')] };
    expect(problems({ showcase: lost })).toHaveLength(3);
  });
});
