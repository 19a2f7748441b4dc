import type { OfferedBatch, PlainRequest } from './export-batch.js';
import { packed } from './request-body.js';

type Batch = Omit<OfferedBatch, 'lane'>;
type Packed = ReturnType<NonNullable<OfferedBatch['pack']>>;

/** The same batch for several pipelines: it is encoded once, and compressed once, for all of them. */
export function sharedBatch(batch: Batch): Batch {
  let request: PlainRequest | Promise<PlainRequest> | undefined;
  const bodies = new Map<string, Packed>();
  const encode: Batch['encode'] = atOnce => {
    // Who cannot wait for what is under way makes it once more.
    if (atOnce === true && (request === undefined || request instanceof Promise)) return batch.encode(true);
    return (request ??= batch.encode());
  };
  return {
    ...batch,
    encode,
    pack(compression) {
      const known = bodies.get(compression);
      if (known) return known;
      const made = packedOnce(encode, compression);
      bodies.set(compression, made);
      return made;
    },
  };
}

async function packedOnce(encode: Batch['encode'], compression: 'gzip' | 'none'): Packed {
  const { bytes, items } = await encode();
  return { body: await packed(bytes, compression), items };
}
