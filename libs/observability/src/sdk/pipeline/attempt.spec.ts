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
    // The time is not worth a process of its own, so the test has to hold this one.
    const hold = setTimeout(close, 10_000);
    const send = () => new Promise<never>(() => undefined);
    expect(await attempt({ send, close }, body, 10)).toEqual({
      kind: 'retry',
      reason: 'not answered within 10 ms',
    });
    clearTimeout(hold);
  });
});
