import { isoTime } from './iso-time.js';

describe('A time in microseconds', () => {
  it.each([
    [1_787_000_000_123_456, '2026-08-17T20:53:20.123456Z'],
    [1_787_000_000_000_007, '2026-08-17T20:53:20.000007Z'],
    [0, '1970-01-01T00:00:00.000000Z'],
    [Number.MAX_SAFE_INTEGER, '2255-06-05T23:47:34.740991Z'],
  ])('%d is %s', (microseconds, text) => {
    expect(isoTime(microseconds)).toBe(text);
  });
});
