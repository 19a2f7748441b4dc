import type { BullQueue } from './bull-types.js';
import { QueueReading } from './queue-reading.js';

function queueOf(more: Partial<BullQueue> = {}): BullQueue {
  return {
    name: 'mail',
    opts: {},
    getJobCounts: async () => ({ waiting: 2 }),
    getWaiting: async () => [{ timestamp: Date.now() - 3_000 }],
    ...more,
  };
}

describe('A reading of a queue', () => {
  it('has its depth by state, and the age of the next job', async () => {
    const state = await new QueueReading(queueOf(), 0).read();
    expect([state?.counts.get('waiting'), state?.counts.get('failed')]).toEqual([2, 0]);
    expect(state?.oldest).toBeGreaterThanOrEqual(3);
  });

  it('is shared by all who ask within the interval, and at once', async () => {
    let asked = 0;
    const getJobCounts = async () => ({ waiting: (asked += 1) });
    const reading = new QueueReading(queueOf({ getJobCounts }), 60_000);
    await Promise.all([reading.read(), reading.read()]);
    await reading.read();
    expect(asked).toBe(1);
  });

  it('is missing while Redis does not answer, and asks once', async () => {
    let asked = 0;
    const never = () => new Promise<never>(() => void (asked += 1));
    const reading = new QueueReading(queueOf({ getJobCounts: never }), 0);
    jest.useFakeTimers();
    const both = [reading.read(), reading.read()];
    await jest.advanceTimersByTimeAsync(500);
    jest.useRealTimers();
    expect(await Promise.all(both)).toEqual([undefined, undefined]);
    expect(asked).toBe(1);
  });

  it('is missing when Redis refuses, and when the queue is closed', async () => {
    const getJobCounts = () => Promise.reject(new Error('NOAUTH'));
    expect(await new QueueReading(queueOf({ getJobCounts }), 0).read()).toBeUndefined();
    expect(await new QueueReading(queueOf({ closing: Promise.resolve() }), 0).read()).toBeUndefined();
  });
});
