import { context } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { expectBalanced, expectEmpty } from '../../../../../test/support/pipeline/expect-balanced.js';
import { ScriptedTransport } from '../../../../../test/support/pipeline/scripted-transport.js';
import { until } from '../../../../../test/support/until.js';
import { ExportLedger } from '../../core/export-ledger.js';
import type { Lane } from './export-batch.js';
import { ExportPipeline } from './export-pipeline.js';
import type { ExportAnswer } from './export-transport.js';
import type { PipelineLimits } from './pipeline-parts.js';

const timing = {
  firstBackOff: 20,
  longestBackOff: 60,
  shortestPause: 50,
  longestPause: 200,
  catchUp: 50,
};
const limits = { maxBytes: 1_000_000, maxAgeMs: 60_000, maxParallel: 4, attemptMs: 1_000 };
const retry: ExportAnswer = { kind: 'retry', reason: 'refused' };

function started(more: Partial<PipelineLimits> = {}, compression: 'gzip' | 'none' = 'none') {
  const transport = new ScriptedTransport();
  const ledger = new ExportLedger('traces');
  const told: string[] = [];
  const pipeline = new ExportPipeline({
    transport,
    ledger,
    limits: { ...limits, ...more },
    compression,
    format: 'json',
    timing,
    watcher: {
      answered: () => undefined,
      failed: reason => void told.push(reason),
      recovered: () => void told.push('recovered'),
      dropped: (reason, items, cause) => void told.push([reason, items, cause ?? ''].join(' ').trim()),
    },
  });
  running.push(pipeline);
  const offer = (text: string, lane: Lane = 'rest', items = 1): void => {
    ledger.ended(items);
    const bytes = Buffer.from(text);
    pipeline.offer({ lane, items, size: bytes.length, encode: () => ({ bytes, items }) });
  };
  const settled = (): Promise<unknown> =>
    until(() => pipeline.queuedItems === 0, { describe: () => `${pipeline.queuedItems} items` });
  const attempts = (count: number): Promise<unknown> =>
    until(() => transport.bodies.length >= count, { describe: () => `${transport.bodies.length} attempts` });
  return { transport, ledger, pipeline, offer, settled, attempts, told };
}

const running: ExportPipeline[] = [];
afterEach(() => {
  for (const pipeline of running.splice(0)) {
    expectBalanced(pipeline);
    pipeline.close();
    expectBalanced(pipeline);
    expectEmpty(pipeline);
  }
});

/** As JSON, so that it can be halved. */
const spans = (...names: string[]): string =>
  JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: names.map(name => ({ name })) }] }] });

describe('the export pipeline', () => {
  it('sends what it is offered, compressed once and untraced, and counts it', async () => {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    const { offer, settled, transport, ledger } = started({}, 'gzip');
    offer('a', 'rest', 3);
    offer('b', 'errors', 2);
    await settled();
    context.disable();
    expect(transport.accepted.sort()).toEqual(['a', 'b']);
    expect(transport.suppressed).toEqual([true, true]);
    expect(ledger.counts()).toEqual({ ended: 5, exported: 5, dropped: new Map() });
  });

  it('keeps what could not be sent, and sends it in order when it can', async () => {
    const { offer, settled, attempts, transport, told } = started({ maxParallel: 1 });
    transport.answer = () => retry;
    for (const name of ['a', 'b', 'c']) offer(name);
    await attempts(3);
    expect(new Set(transport.bodies)).toEqual(new Set(['a']));
    transport.answer = () => ({ kind: 'accepted' });
    await settled();
    expect(transport.accepted).toEqual(['a', 'b', 'c']);
    expect(told.at(-1)).toBe('recovered');
  });

  it('lets errors leave first', async () => {
    const { offer, settled, transport, attempts } = started({ maxParallel: 1 });
    transport.answer = () => undefined;
    offer('first');
    await attempts(1);
    offer('rest');
    offer('error', 'errors');
    await new Promise(resolve => setImmediate(resolve));
    transport.answer = () => ({ kind: 'accepted' });
    transport.answerOpen();
    await settled();
    expect(transport.accepted).toEqual(['first', 'error', 'rest']);
  });

  it('keeps the memory limit, and drops the oldest that are no errors', async () => {
    const { offer, settled, transport, attempts, pipeline, ledger } = started({ maxBytes: 40 });
    transport.answer = () => retry;
    offer('e123456789', 'errors');
    await attempts(1);
    for (const name of ['a123456789', 'b123456789', 'c123456789', 'd123456789']) offer(name);
    expect(pipeline.queuedBytes).toBe(40);
    offer('f123456789', 'errors');
    expect(ledger.counts().dropped).toEqual(new Map([['bytes_limit', 2]]));
    transport.answer = () => ({ kind: 'accepted' });
    await settled();
    expect(transport.accepted.sort().map(([name]) => name)).toEqual(['c', 'd', 'e', 'f']);
  });

  it('drops errors too when nothing else is left, the oldest first', () => {
    const { offer, transport, ledger, pipeline } = started({ maxBytes: 20, maxParallel: 1 });
    transport.answer = () => retry;
    for (const name of ['a', 'b', 'c']) offer(`${name}123456789`, 'errors');
    expect(ledger.counts().dropped).toEqual(new Map([['bytes_limit', 1]]));
    expect(pipeline.queuedItems).toBe(2);
  });

  it('drops what has waited too long', async () => {
    const { offer, transport, ledger, settled } = started({ maxAgeMs: 80 });
    transport.answer = () => retry;
    offer('a', 'rest', 7);
    await settled();
    expect(ledger.counts().dropped).toEqual(new Map([['expired', 7]]));
  });

  it('has no more requests open than it may, one alone after a failure, and more again with each success', async () => {
    const { offer, transport, attempts, settled } = started({ maxParallel: 3 });
    transport.answer = () => undefined;
    for (let at = 0; at < 20; at += 1) offer(`${at}`);
    await attempts(3);
    expect([transport.openCount, transport.mostAtOnce]).toEqual([3, 3]);
    transport.mostAtOnce = 0;
    transport.answerOpen(retry);
    await attempts(4);
    expect(transport.openCount).toBe(1);
    transport.answerOpen();
    await until(() => transport.openCount === 2, { describe: () => `${transport.openCount} open` });
    transport.answer = () => ({ kind: 'accepted' });
    transport.answerOpen();
    await settled();
    expect(transport.mostAtOnce).toBeLessThanOrEqual(3);
    expect(transport.accepted).toHaveLength(20);
  });

  it('opens its breaker after five failures in a row, and then sends a single probe', async () => {
    const { offer, transport, attempts, pipeline, settled } = started();
    transport.answer = () => retry;
    for (let at = 0; at < 9; at += 1) offer(`${at}`);
    await until(() => pipeline.breaker === 'open', { describe: () => pipeline.breaker });
    const before = transport.bodies.length;
    await pipeline.flush(1_000);
    expect(transport.bodies).toHaveLength(before);
    transport.answer = () => undefined;
    await attempts(before + 1);
    expect([pipeline.breaker, transport.openCount]).toEqual(['half-open', 1]);
    await new Promise(resolve => setTimeout(resolve, 100));
    expect(transport.openCount).toBe(1);
    transport.answer = () => ({ kind: 'accepted' });
    transport.answerOpen();
    await settled();
    expect(pipeline.breaker).toBe('closed');
  });

  it.each([
    [0, 50],
    [90, 90],
    [1e12, 200],
  ])('waits %d ms as asked for, but at least 50 and at most 200', async (asked, waited) => {
    const { offer, transport, settled } = started({ maxParallel: 1 });
    transport.answer = (_, attempt) =>
      attempt === 1 ? { ...retry, retryAfterMs: asked } : { kind: 'accepted' };
    offer('a');
    await settled();
    const [first = 0, second = 0] = transport.startedAt;
    expect(second - first).toBeGreaterThanOrEqual(waited - 2);
    expect(transport.bodies).toHaveLength(2);
  });

  it('halves what is too large, down to one item, which is refused', async () => {
    const { offer, transport, settled, ledger, told } = started();
    transport.answer = body => (body.includes('poison') ? { kind: 'too-large' } : { kind: 'accepted' });
    offer(spans('a', 'b', 'poison', 'c', 'd'), 'rest', 5);
    await settled();
    expect(transport.accepted.join().match(/"name":"(\w)"/g)).toHaveLength(4);
    expect(ledger.counts()).toEqual({
      ended: 5,
      exported: 4,
      dropped: new Map([['rejected_permanent', 1]]),
    });
    expect(told).toEqual(['rejected_permanent 1 too large, even by itself']);
  });

  it('counts what a backend refuses, all of it or a part', async () => {
    const { offer, transport, settled, ledger } = started({ maxParallel: 1 });
    const answers: ExportAnswer[] = [
      { kind: 'refused', status: 400, reason: 'answered 400' },
      { kind: 'accepted', rejectedItems: 3, message: 'too old' },
      { kind: 'accepted', rejectedItems: 99 },
      { kind: 'accepted', rejectedItems: -5 },
    ];
    transport.answer = (_, attempt) => answers[attempt - 1];
    for (let at = 0; at < 4; at += 1) offer('x', 'rest', 10);
    await settled();
    expect(ledger.counts()).toEqual({
      ended: 40,
      exported: 17,
      dropped: new Map([
        ['rejected_permanent', 10],
        ['rejected_partial', 13],
      ]),
    });
  });

  it('drops a batch that cannot be encoded, and what is missing in one that can', async () => {
    const { pipeline, ledger, settled, transport } = started();
    ledger.ended(12);
    const failing = (): never => {
      throw new Error('poison');
    };
    pipeline.offer({ lane: 'rest', items: 2, size: 1, encode: failing });
    pipeline.offer({
      lane: 'rest',
      items: 4,
      size: 1,
      encode: () => ({ bytes: Buffer.from('x'), items: 3 }),
    });
    pipeline.offer({ lane: 'rest', items: 6, size: 1, encode: () => ({ bytes: Buffer.from(''), items: 0 }) });
    await settled();
    expect(transport.accepted).toEqual(['x']);
    expect(ledger.counts()).toMatchObject({ exported: 3, dropped: new Map([['serialize_error', 9]]) });
  });

  it('keeps only the newest where only the newest matters', async () => {
    const { offer, transport, attempts, settled, ledger } = started({ newestOnly: true });
    transport.answer = () => retry;
    offer('old');
    await attempts(1);
    offer('newer');
    offer('newest');
    transport.answer = () => ({ kind: 'accepted' });
    await settled();
    expect(transport.accepted).toEqual(['newest']);
    expect(ledger.counts().dropped).toEqual(new Map([['superseded', 2]]));
  });

  it('flushes without waiting for a pause that is its own', async () => {
    const { offer, transport, attempts, pipeline } = started({ maxParallel: 1 });
    transport.answer = () => retry;
    offer('a');
    await attempts(1);
    transport.answer = () => ({ kind: 'accepted' });
    await pipeline.flush(1_000);
    expect(transport.accepted).toEqual(['a']);
  });

  it('drains what it can until the deadline, counts the rest and takes nothing more', async () => {
    const { offer, transport, pipeline, ledger } = started({ maxParallel: 1 });
    transport.answer = (_, attempt) => (attempt < 3 ? { kind: 'accepted' } : undefined);
    for (let at = 0; at < 5; at += 1) offer(`${at}`, 'rest', 2);
    await pipeline.drain(100);
    offer('late');
    expect(transport.closed).toBe(true);
    expect(ledger.counts()).toEqual({
      ended: 11,
      exported: 4,
      dropped: new Map([['shutdown_deadline', 7]]),
    });
  });

  it('gives a backend that was away before the end one last attempt', async () => {
    const { offer, transport, attempts, pipeline } = started();
    transport.answer = () => retry;
    offer('a');
    await attempts(1);
    const before = transport.bodies.length;
    await pipeline.drain(60_000);
    expect(transport.bodies.length - before).toBeLessThanOrEqual(2);
  });
});
