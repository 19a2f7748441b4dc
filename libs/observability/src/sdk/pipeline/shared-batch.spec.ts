import { gunzipSync } from 'node:zlib';
import { sharedBatch } from './shared-batch.js';

const bytes = Buffer.from('spans');

describe('a batch for several pipelines', () => {
  it('is encoded once and compressed once, whoever asks', async () => {
    let encoded = 0;
    const batch = sharedBatch({
      items: 2,
      size: 5,
      encode: async () => ({ bytes, items: 2, nth: (encoded += 1) }),
    });
    const [one, other, plain] = await Promise.all([
      batch.pack?.('gzip'),
      batch.pack?.('gzip'),
      batch.pack?.('none'),
    ]);
    expect(encoded).toBe(1);
    expect(other?.body).toBe(one?.body);
    expect(gunzipSync(one?.body.bytes ?? bytes).toString()).toBe('spans');
    expect(plain).toEqual({ body: { bytes, encoding: 'identity' }, items: 2 });
  });

  it('is made at once for whoever cannot wait', () => {
    const batch = sharedBatch({
      items: 2,
      size: 5,
      encode: atOnce => (atOnce === true ? { bytes, items: 1 } : new Promise(() => undefined)),
    });
    void batch.pack?.('gzip');
    expect(batch.encode(true)).toEqual({ bytes, items: 1 });
  });

  it('is unusable for all when it cannot be encoded', async () => {
    const batch = sharedBatch({
      items: 1,
      size: 5,
      encode: () => {
        throw new TypeError('broken');
      },
    });
    for (const compression of ['gzip', 'gzip', 'none'] as const)
      await expect(batch.pack?.(compression)).rejects.toThrow('broken');
  });
});
