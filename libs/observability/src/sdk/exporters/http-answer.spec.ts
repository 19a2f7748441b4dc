import { answerOf } from './http-answer.js';
import { partialSuccessOf } from './partial-success.js';
import { retryAfterOf } from './retry-after.js';

const answer = (status: number, more: { retryAfter?: string; body?: string } = {}) =>
  answerOf({ status, retryAfter: more.retryAfter, body: Buffer.from(more.body ?? '') }, 'json');

describe('an answer to an export', () => {
  it.each([
    [200, 'accepted'],
    [202, 'accepted'],
    [302, 'refused'],
    [400, 'refused'],
    [401, 'retry'],
    [403, 'retry'],
    [404, 'refused'],
    [413, 'too-large'],
    [429, 'retry'],
    [500, 'refused'],
    [502, 'retry'],
    [503, 'retry'],
    [504, 'retry'],
  ])('of status %d means %s', (status, kind) => {
    expect(answer(status).kind).toBe(kind);
  });

  it('hands the time on after which to come back', () => {
    expect(answer(503, { retryAfter: '7' })).toEqual({
      kind: 'retry',
      reason: 'answered 503',
      retryAfterMs: 7_000,
    });
    expect(answer(429, { retryAfter: 'soon' })).toEqual({ kind: 'retry', reason: 'answered 429' });
  });

  it('quotes what was said, short and on one line', () => {
    const body = `<h1>no\r\n\u001b[31m${'x'.repeat(500)}`;
    const { reason } = answer(400, { body }) as { reason: string };
    expect(reason).toMatch(/^answered 400: <h1>no \[31mx+$/);
    expect(reason.length).toBeLessThan(250);
  });
});

describe('Retry-After', () => {
  const now = Date.parse('Sun, 06 Nov 1994 08:49:37 GMT');
  it.each([
    ['0', 0],
    ['120', 120_000],
    ['-5', 0],
    ['1000000000', 1e12],
    ['Sun, 06 Nov 1994 08:49:47 GMT', 10_000],
    ['Sunday, 06-Nov-94 08:49:47 GMT', 10_000],
    ['Sun, 06 Nov 1994 08:00:00 GMT', 0],
    ['later', undefined],
    ['1 2 3', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('%j is %d ms', (header, milliseconds) => {
    expect(retryAfterOf(header, now)).toBe(milliseconds);
  });
});

describe('a partial success', () => {
  it('is read from JSON, numbers as text too', () => {
    const read = (partialSuccess: unknown) =>
      partialSuccessOf(Buffer.from(JSON.stringify({ partialSuccess })), 'json');
    expect(read({ rejectedSpans: '3', errorMessage: 'old' })).toEqual({ rejectedItems: 3, message: 'old' });
    expect(read({ rejectedLogRecords: 2 })).toEqual({ rejectedItems: 2, message: '' });
    expect(read({ rejectedDataPoints: 'x', errorMessage: 'a\nb' })).toEqual({
      rejectedItems: 0,
      message: 'a b',
    });
    expect(read({})).toBeUndefined();
    expect(read(undefined)).toBeUndefined();
  });

  it('is read from protobuf, and nothing from what is none', () => {
    const inner = Buffer.from([0x08, 0xac, 0x02, 0x12, 0x03, ...Buffer.from('old')]);
    const body = Buffer.from([0x0a, inner.length, ...inner]);
    expect(partialSuccessOf(body, 'protobuf')).toEqual({ rejectedItems: 300, message: 'old' });
    expect(
      partialSuccessOf(Buffer.from([0x0a, 11, 0x08, ...Array(9).fill(0xff), 0x01]), 'protobuf'),
    ).toBeUndefined();
    for (const text of ['<html>', '\u0000', '{', 'x'.repeat(1_000)])
      expect(partialSuccessOf(Buffer.from(text), 'protobuf')).toBeUndefined();
    expect(partialSuccessOf(Buffer.from('<html>'), 'json')).toBeUndefined();
  });
});
