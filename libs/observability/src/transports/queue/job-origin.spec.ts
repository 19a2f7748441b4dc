import { propagation, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import fc from 'fast-check';
import { readOrigin, writeOrigin } from './job-origin.js';

const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;

describe('The origin of a job', () => {
  beforeAll(() => void propagation.setGlobalPropagator(new W3CTraceContextPropagator()));
  afterAll(() => propagation.disable());

  it('comes back as it was written, in the form of other instrumentations', () => {
    const spanContext = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 };
    const text = writeOrigin(trace.setSpanContext(ROOT_CONTEXT, spanContext), true);
    expect(JSON.parse(text)).toEqual({ traceparent });
    expect(trace.getSpanContext(readOrigin(text).from)).toMatchObject(spanContext);
  });

  it('is nothing at all where nothing is known', () => {
    expect(writeOrigin(ROOT_CONTEXT, true)).toBe('');
  });

  it('names the actor', () => {
    const actor = { id: 'alice', tenant: 'acme', type: 'user', actingFor: 'bob' };
    expect(readOrigin(JSON.stringify({ actor, requestId: 'request-1' }))).toMatchObject({
      actor,
      requestId: 'request-1',
    });
  });

  it.each([
    ['an actor without an id', { actor: { tenant: 'acme' } }],
    ['an actor of a strange kind', { actor: ['alice'] }],
    ['an id that is no text', { actor: { id: { toString: 'x' } }, requestId: 7 }],
    ['an endless id', { actor: { id: 'x'.repeat(300) }, requestId: 'x'.repeat(300) }],
    ['names of every object', { __proto__: { actor: { id: 'mallory' } } }],
  ])('is not believed when it is %s', (_what, carrier) => {
    expect(readOrigin(JSON.stringify(carrier))).toMatchObject({ actor: undefined, requestId: undefined });
  });

  it('never throws, whatever somebody wrote into Redis', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.string(), fc.json()), text => {
        readOrigin(text);
      }),
    );
  });
});
