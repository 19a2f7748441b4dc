import { ExportConnections, type SendResult } from './export-connections.js';

const bytes = new Uint8Array();

/** Answers as it is told, one result an attempt; the last one again and again. */
function transport(...results: SendResult[]) {
  let attempts = 0;
  return {
    send: async () => results[Math.min(attempts++, results.length - 1)] as SendResult,
    shutdown() {},
    attempts: () => attempts,
  };
}

describe('an endable transport', () => {
  it('hands a success and a failure through', async () => {
    const connections = new ExportConnections();
    const failure: SendResult = { status: 'failure', error: new Error('400') };
    expect(await connections.endable(transport({ status: 'success' })).send(bytes, 1_000)).toEqual({
      status: 'success',
    });
    expect(await connections.endable(transport(failure)).send(bytes, 1_000)).toBe(failure);
  });

  it('tries again after a pause, and never sooner than a second however short the server wants it', async () => {
    const inner = transport({ status: 'retryable', retryInMillis: 0 }, { status: 'success' });
    const started = performance.now();
    expect(await new ExportConnections().endable(inner).send(bytes, 5_000)).toEqual({ status: 'success' });
    expect(performance.now() - started).toBeGreaterThan(990);
    expect(inner.attempts()).toBe(2);
  });

  it('does not wait for an attempt that would come too late', async () => {
    const inner = transport({ status: 'retryable', retryInMillis: 60_000 });
    expect(await new ExportConnections().endable(inner).send(bytes, 500)).toMatchObject({
      status: 'retryable',
    });
    expect(inner.attempts()).toBe(1);
  });

  it('gives up an answer that trickles past the time of the export', async () => {
    const never = { send: () => new Promise<never>(() => undefined), shutdown() {} };
    // The time is not worth a process of its own, so the test has to hold this one.
    const hold = setTimeout(() => undefined, 5_000);
    expect(await new ExportConnections().endable(never).send(bytes, 50)).toMatchObject({
      status: 'failure',
      error: new Error('The export was not answered in time'),
    });
    clearTimeout(hold);
  });

  it('fails at once when the connections close, while it waits and afterwards', async () => {
    const connections = new ExportConnections();
    const waiting = connections.endable(transport({ status: 'retryable' })).send(bytes, 60_000);
    await new Promise(resolve => setTimeout(resolve, 10));
    connections.close();
    const closed = {
      status: 'failure',
      error: new Error('The application closed before the export was answered'),
    };
    expect(await waiting).toEqual(closed);
    const never = { send: () => new Promise<never>(() => undefined), shutdown() {} };
    expect(await connections.endable(never).send(bytes, 60_000)).toEqual(closed);
  });
});
