import { setTimeout as delay } from 'node:timers/promises';
import { EventLoopIndicator } from './event-loop.indicator.js';

/** Keeps the loop busy in turns of this many milliseconds. */
async function block(turn: number, turns: number): Promise<void> {
  for (let index = 0; index < turns; index++) {
    for (const end = performance.now() + turn; performance.now() < end;);
    await delay(0);
  }
}

describe('EventLoopIndicator', () => {
  const indicator = new EventLoopIndicator(60);

  beforeEach(() => indicator.start());
  afterEach(() => indicator.stop());

  it('is up while the loop turns, also when asked twice in a row', async () => {
    await delay(100);

    expect(indicator.check().result).toMatchObject({ status: 'up', details: { limit: 60 } });
    expect(indicator.check().result).toMatchObject({ status: 'up' });
  });

  it('is down while the loop is late on average, and up again afterwards', async () => {
    await block(300, 3);
    const blocked = indicator.check().result;
    await delay(80);
    const free = indicator.check().result;

    expect(blocked.status).toBe('down');
    expect(blocked.details['meanDelay']).toBeGreaterThan(100);
    expect(free.status).toBe('up');
  });

  it('does not count the delay before it was started', async () => {
    await block(150, 3);
    indicator.start();

    expect(indicator.check().result.status).toBe('up');
  });
});
