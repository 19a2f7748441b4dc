import { TimeLimits } from './time-limits.js';

describe('A time limit', () => {
  beforeEach(() => jest.useFakeTimers({ now: 0 }));
  afterEach(() => jest.useRealTimers());

  it('ends a change once, when its time is over', () => {
    const end = jest.fn();
    const limits = new TimeLimits();
    limits.set('level', 60, end);
    expect(limits.until('level')).toEqual(new Date(60_000));
    jest.advanceTimersByTime(59_999);
    expect(end).not.toHaveBeenCalled();
    jest.advanceTimersByTime(1);
    expect(end).toHaveBeenCalledTimes(1);
    expect(limits.until('level')).toBeUndefined();
  });

  it('is replaced by a later one of the same key alone', () => {
    const ends = { first: jest.fn(), second: jest.fn(), other: jest.fn() };
    const limits = new TimeLimits();
    limits.set('level', 60, ends.first);
    limits.set('ratio', 60, ends.other);
    jest.advanceTimersByTime(30_000);
    limits.set('level', 60, ends.second);
    jest.advanceTimersByTime(30_000);
    expect(Object.values(ends).map(end => end.mock.calls.length)).toEqual([0, 0, 1]);
    jest.advanceTimersByTime(30_000);
    expect(Object.values(ends).map(end => end.mock.calls.length)).toEqual([0, 1, 1]);
  });

  it('is no more once it is forgotten', () => {
    const end = jest.fn();
    const limits = new TimeLimits();
    limits.set('level', 1, end);
    limits.set('ratio', 1, end);
    limits.forget('level');
    limits.forgetAll();
    jest.advanceTimersByTime(2_000);
    expect(end).not.toHaveBeenCalled();
    expect(jest.getTimerCount()).toBe(0);
  });
});
