import { attempt } from './attempt.js';

const body = { bytes: new Uint8Array(), encoding: 'identity' } as const;
const close = (): void => undefined;

describe('an attempt', () => {
  it('gives what the transport answers', async () => {
    const send = async () => ({ kind: 'refused', reason: 'no' }) as const;
    expect(await attempt({ send, close }, body, 1_000)).toEqual({ kind: 'refused', reason: 'no' });
  });

  it('is worth another one when the transport throws or rejects', async () => {
    const failing = (): never => {
      throw new TypeError('broken');
    };
    for (const send of [failing, async () => failing()])
      expect(await attempt({ send, close }, body, 1_000)).toEqual({
        kind: 'retry',
        reason: 'TypeError: broken',
      });
  });

  it('ends when the transport does not keep to the time', async () => {
    jest.useFakeTimers();
    try {
      const send = () => new Promise<never>(() => undefined);
      const answer = attempt({ send, close }, body, 10_000);
      let isOver = false;
      void answer.then(() => (isOver = true));
      await jest.advanceTimersByTimeAsync(10_000);
      // A transport that keeps its word says more of what went wrong.
      expect(isOver).toBe(false);
      await jest.advanceTimersByTimeAsync(1_000);
      expect(isOver).toBe(true);
      expect(await answer).toEqual({ kind: 'retry', reason: 'not answered within 10000 ms' });
    } finally {
      jest.useRealTimers();
    }
  });
});
