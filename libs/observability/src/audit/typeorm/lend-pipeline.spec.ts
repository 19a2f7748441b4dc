import { EventEmitter } from 'node:events';
import type { PostgresClient } from './driver-sql.js';
import { canPipeline, inOnePacket, lendPipeline } from './lend-pipeline.js';

function client(is: Partial<PostgresClient>): PostgresClient & EventEmitter {
  return Object.assign(new EventEmitter(), { query: () => Promise.resolve({ rows: [] }) }, is);
}

describe('A connection that need not wait', () => {
  it('is one until everything is answered', () => {
    const idle = client({ pipeline: false, readyForQuery: true });
    expect(lendPipeline(idle)).toBe(true);
    expect(idle.pipeline).toBe(true);
    idle.emit('drain');
    expect(idle.pipeline).toBe(false);
  });

  it('stays one where the application wants it so', () => {
    const own = client({ pipeline: true, readyForQuery: false });
    expect(lendPipeline(own)).toBe(true);
    own.emit('drain');
    expect(own.pipeline).toBe(true);
  });

  it('is none while something is under way, which might be a cursor', () => {
    const busy = client({ pipeline: false, readyForQuery: false });
    expect([lendPipeline(busy), busy.pipeline]).toEqual([false, false]);
  });

  it('is none where the driver knows nothing of it', () => {
    const old = client({ readyForQuery: true });
    expect([canPipeline(old), lendPipeline(old), 'pipeline' in old]).toEqual([false, false, false]);
  });

  it('gathers what is sent in one turn', async () => {
    const calls: string[] = [];
    const stream = { cork: () => void calls.push('cork'), uncork: () => void calls.push('uncork') };
    inOnePacket(client({ connection: { stream } }));
    expect(calls).toEqual(['cork']);
    await new Promise(resolve => setImmediate(resolve));
    expect(calls).toEqual(['cork', 'uncork']);
    expect(() => inOnePacket(client({}))).not.toThrow();
  });
});
