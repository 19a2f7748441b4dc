import { FaultLog } from '../../core/fault-log.js';
import { AnchorPublisher, type AnchorPublisherOptions } from './anchor-publisher.js';
import type { AnchoredCheckpoint, AuditAnchor } from './audit-anchor.js';

describe('The anchor publisher', () => {
  it('hands each anchor the newest checkpoint, once', async () => {
    const kept: number[] = [];
    const publisher = publisherOf({ anchors: [keeping('log', kept)] });
    publisher.offer(checkpoint(3));
    publisher.offer(checkpoint(5));
    await publisher.publish();
    await publisher.publish();
    publisher.offer(checkpoint(8));
    await publisher.publish();

    expect(kept).toEqual([5, 8]);
  });

  it('waits one interval between publications', async () => {
    jest.useFakeTimers();
    const kept: number[] = [];
    const publisher = publisherOf({ anchors: [keeping('log', kept)], every: 5_000 });
    publisher.start();
    publisher.offer(checkpoint(1));
    await jest.advanceTimersByTimeAsync(4_900);
    const early = [...kept];
    await jest.advanceTimersByTimeAsync(200);
    for (let size = 2; size < 50; size += 1) publisher.offer(checkpoint(size));
    await jest.advanceTimersByTimeAsync(5_000);
    jest.useRealTimers();
    await publisher.stop();

    expect(early).toEqual([]);
    expect(kept).toEqual([1, 49]);
  });

  it('publishes what another replica has sealed', async () => {
    const kept: number[] = [];
    const publisher = publisherOf({ anchors: [keeping('log', kept)], newest: async () => checkpoint(7) });
    await publisher.publish();

    expect(kept).toEqual([7]);
  });

  it('counts failures, tells them, and covers them with the next checkpoint', async () => {
    const kept: number[] = [];
    const told: string[] = [];
    let isDown = true;
    const anchor: AuditAnchor = {
      name: 'vault',
      publish({ size }) {
        if (isDown) throw new Error('vault is sealed');
        kept.push(size);
      },
    };
    const faults = new FaultLog((site, thrown) => told.push(`${site}: ${String(thrown)}`));
    const publisher = publisherOf({ anchors: [anchor, keeping('log', [])], faults });
    publisher.offer(checkpoint(1));
    await publisher.publish();
    await publisher.publish();
    const behind = publisher.states[0];
    isDown = false;
    publisher.offer(checkpoint(2));
    await publisher.publish();

    expect(told).toEqual(['audit.anchors.vault: Error: vault is sealed']);
    expect(behind).toEqual({ name: 'vault', failures: 2, behindSince: expect.any(Number) });
    expect(publisher.states).toEqual([
      { name: 'vault', failures: 2, size: 2 },
      { name: 'log', failures: 0, size: 2 },
    ]);
    expect(kept).toEqual([2]);
  });

  it('gives an anchor that does not answer up, and leaves the others alone', async () => {
    jest.useFakeTimers();
    const kept: number[] = [];
    let reason: unknown;
    const hanging: AuditAnchor = {
      name: 'hanging',
      publish: (_checkpoint, signal) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => {
            reason = signal.reason;
            reject(signal.reason as Error);
          });
        }),
    };
    const publisher = publisherOf({ anchors: [hanging, keeping('log', kept)] });
    publisher.offer(checkpoint(1));
    const round = publisher.publish();
    await jest.advanceTimersByTimeAsync(10_001);
    await round;
    jest.useRealTimers();

    expect(kept).toEqual([1]);
    expect(reason).toMatchObject({ message: 'no answer within 10000 ms' });
    expect(publisher.states[0]).toMatchObject({ failures: 1 });
  });

  it('does not publish a log that became shorter', async () => {
    const kept: number[] = [];
    const told: unknown[] = [];
    const faults = new FaultLog((_site, thrown) => told.push(thrown));
    const publisher = publisherOf({ anchors: [keeping('log', kept)], faults });
    publisher.offer(checkpoint(9));
    await publisher.publish();
    publisher.offer(checkpoint(4));
    await publisher.publish();

    expect(kept).toEqual([9]);
    expect(told).toEqual(['the audit log "main" had 9 events and now has 4']);
  });

  it('publishes what is new when it stops, in the time that it is given', async () => {
    const kept: number[] = [];
    const publisher = publisherOf({
      anchors: [keeping('log', kept), { name: 'hanging', publish: () => new Promise(() => undefined) }],
    });
    publisher.start();
    publisher.offer(checkpoint(6));
    await publisher.stop(50);

    expect(kept).toEqual([6]);
  });
});

function publisherOf(options: Partial<AnchorPublisherOptions>): AnchorPublisher {
  return new AnchorPublisher({
    anchors: [],
    newest: async () => undefined,
    faults: new FaultLog(),
    ...options,
  });
}

function keeping(name: string, sizes: number[]): AuditAnchor {
  return { name, publish: ({ size }) => void sizes.push(size) };
}

function checkpoint(size: number): AnchoredCheckpoint {
  return {
    stream: 'main',
    origin: 'shop/audit/main',
    size,
    root: Buffer.alloc(32, size),
    note: `note ${size}`,
  };
}
