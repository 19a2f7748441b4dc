import { CallbackBreaker } from './callback-breaker.js';

const failTimes = (breaker: CallbackBreaker, times: number, site = 'here') =>
  Array.from({ length: times }, () => breaker.failed(site));

describe('A callback that fails', () => {
  it('is asked on, until it has failed a hundred times in a row', () => {
    const breaker = new CallbackBreaker();
    expect(failTimes(breaker, 99)).not.toContain(true);
    expect([breaker.allows('here'), breaker.paused()]).toEqual([true, []]);
    expect(breaker.failed('here')).toBe(true);
    expect([breaker.allows('here'), breaker.paused()]).toEqual([false, ['here']]);
  });

  it('starts from zero whenever it works in between', () => {
    const breaker = new CallbackBreaker(3);
    for (let round = 0; round < 5; round += 1) {
      failTimes(breaker, 2);
      expect(breaker.worked('here')).toBe(false);
    }
    expect(breaker.allows('here')).toBe(true);
  });

  it('pauses alone', () => {
    const breaker = new CallbackBreaker(3);
    failTimes(breaker, 3);
    breaker.failed('there');
    expect([breaker.allows('here'), breaker.allows('there'), breaker.allows('elsewhere')]).toEqual([
      false,
      true,
      true,
    ]);
  });

  it('is asked once when its pause is over, and each time once it works', () => {
    const now = jest.spyOn(performance, 'now').mockReturnValue(1_000);
    const breaker = new CallbackBreaker(3, 100);
    failTimes(breaker, 3);
    now.mockReturnValue(1_099);
    expect(breaker.allows('here')).toBe(false);
    now.mockReturnValue(1_100);
    expect([breaker.allows('here'), breaker.allows('here')]).toEqual([true, false]);
    expect(breaker.failed('here')).toBe(false);
    now.mockReturnValue(1_200);
    expect(breaker.allows('here')).toBe(true);
    expect(breaker.worked('here')).toBe(true);
    expect([breaker.allows('here'), breaker.allows('here'), breaker.paused()]).toEqual([true, true, []]);
    now.mockRestore();
  });
});
