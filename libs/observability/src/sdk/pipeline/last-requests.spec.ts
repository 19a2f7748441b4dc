import { expectBalanced, expectEmpty } from '../../../../../test/support/pipeline/expect-balanced.js';
import { ScriptedTransport } from '../../../../../test/support/pipeline/scripted-transport.js';
import type { OtlpTarget } from '../../config/resolved-options.js';
import { ExportLedger } from '../../core/export-ledger.js';
import type { Lane } from './export-batch.js';
import { ExportPipeline } from './export-pipeline.js';
import { lastRequestsOf } from './last-requests.js';

const limits = {
  maxBytes: 100_000_000,
  maxAgeMs: 60_000,
  maxParallel: 1,
  attemptMs: 1_000,
  newestOnly: false,
};
const headers = { authorization: 'Bearer hunter2' };

describe('what a pipeline gives away at the last moment', () => {
  const opened = (protocol: OtlpTarget['protocol'] = 'http/protobuf') => {
    const ledger = new ExportLedger('traces');
    const transport = new ScriptedTransport();
    const pipeline = new ExportPipeline({ transport, ledger, limits, compression: 'none', format: 'json' });
    const target = {
      url: 'http://127.0.0.1:4318/v1/traces',
      protocol,
      headers,
      compression: 'none',
      timeoutMs: 1_000,
    } satisfies OtlpTarget;
    const offer = (size: number, items = 1, lane: Lane = 'rest', text = '') => {
      ledger.ended(items);
      const bytes = Buffer.alloc(size, text || 'x');
      pipeline.offer({ lane, items, size, encode: () => ({ bytes, items }) });
    };
    return { ledger, pipeline, target, offer };
  };
  const taken = (each: ReturnType<typeof opened>, known: typeof headers | undefined = headers) =>
    lastRequestsOf([each], () => known);
  const dropped = ({ ledger }: ReturnType<typeof opened>) => Object.fromEntries(ledger.counts().dropped);

  it('is encoded at once, errors first, and counted by what became of it', () => {
    const each = opened();
    each.offer(10, 2, 'rest', 'r');
    each.offer(10, 3, 'errors', 'e');
    each.offer(10, 5, 'rest', 'n');
    const requests = taken(each);

    expect(requests.map(({ body }) => Buffer.from(body.bytes).toString()[0])).toEqual(['e', 'n', 'r']);
    expect(requests[0]?.headers).toEqual(headers);
    requests[0]?.settle({ kind: 'accepted', rejectedItems: 1, message: 'one too old' });
    requests[1]?.settle(undefined);
    requests[2]?.settle({ kind: 'refused', reason: 'answered 400' });
    expect(each.ledger.counts().exported).toBe(2);
    expect(dropped(each)).toEqual({ rejected_partial: 1, shutdown_deadline: 5, rejected_permanent: 2 });
    expectBalanced(each.pipeline);
    expectEmpty(each.pipeline);
  });

  it('is at most four mebibytes; the rest is counted as lost', () => {
    const each = opened();
    each.offer(3_000_000, 7);
    each.offer(2_000_000, 11);
    const requests = taken(each);
    for (const request of requests) request.settle({ kind: 'accepted' });

    expect(requests.map(({ body }) => body.bytes.length)).toEqual([2_000_000]);
    expect(each.ledger.counts().exported).toBe(11);
    expect(dropped(each)).toEqual({ shutdown_deadline: 7 });
    expectBalanced(each.pipeline);
  });

  it.each([
    ['speaks gRPC', 'grpc', headers],
    ['was never given headers', 'http/protobuf', undefined],
  ] as const)('is nothing where a backend %s, and counted as lost', (_, protocol, known) => {
    const each = opened(protocol);
    each.offer(10, 4);

    expect(lastRequestsOf([each], () => known)).toEqual([]);
    expect(dropped(each)).toEqual({ shutdown_deadline: 4 });
    expectBalanced(each.pipeline);
  });

  it('leaves out what cannot be encoded, or not in this turn', () => {
    const each = opened();
    each.ledger.ended(2);
    const never = () => {
      throw new Error('unreadable');
    };
    each.pipeline.offer({ lane: 'rest', items: 1, size: 1, encode: never });
    each.pipeline.offer({ lane: 'rest', items: 1, size: 1, encode: () => new Promise(() => undefined) });

    expect(taken(each)).toEqual([]);
    expect(dropped(each)).toEqual({ serialize_error: 1, shutdown_deadline: 1 });
    expectBalanced(each.pipeline);
  });
});
