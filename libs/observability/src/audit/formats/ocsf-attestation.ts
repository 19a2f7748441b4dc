import { leafHash } from '../evidence/leaf-hash.js';
import type { ExportedEvent } from './exported-event.js';

/** How bytes are written in an OCSF fingerprint: SHA-256, hexadecimal, with a serialisation of our own. */
const sha256Hex = {
  algorithm_id: 3,
  algorithm: 'SHA-256',
  encoding_id: 1,
  encoding: 'Hex',
  serialization_id: 99,
};

/**
 * Attestation of the OCSF profile `record_integrity`. The fingerprint is the leaf hash of the event in the Merkle tree: it
 * covers the event as it was stored, which is `raw_data`, and its MAC, not the other attributes. With a checkpoint the
 * signature over the tree that contains the leaf is named.
 */
export function ocsfAttestation({ event, origin, checkpoint }: ExportedEvent): object {
  const { entry, body, mac, stream } = event;
  return {
    uid: entry.id,
    ...(origin !== undefined && { authority_uid: origin }),
    chain_uid: origin ?? stream,
    fingerprint: {
      ...sha256Hex,
      serialization: 'RFC 6962 leaf: 0x00, raw_data (RFC 8785), MAC',
      value: hex(leafHash(body, mac)),
    },
    ...(checkpoint && {
      signatures: [
        {
          algorithm_id: 99,
          algorithm: 'Ed25519',
          serialization_id: 99,
          serialization: 'C2SP tlog-checkpoint',
          digest: {
            ...sha256Hex,
            serialization: `RFC 6962 tree of ${checkpoint.size} leaves`,
            value: hex(checkpoint.root),
          },
        },
      ],
    }),
  };
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
