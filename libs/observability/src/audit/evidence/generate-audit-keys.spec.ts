import { signCheckpoint, openCheckpoint } from './checkpoint.js';
import { generateAuditKeys } from './generate-audit-keys.js';
import { MacKeyRing, parseMacKeys } from './mac-key-ring.js';
import { NoteSigner } from './note-signer.js';
import { NoteVerifier } from './note-verifier.js';
import { parseSigningKey } from './signing-key.js';

const origin = 'orders/audit/main';

describe('Generated audit keys', () => {
  it('fit together', () => {
    const { mac, signing, verifier } = generateAuditKeys(origin);
    const checkpoint = { origin, size: 1, root: Buffer.alloc(32, 1) };
    const note = signCheckpoint(checkpoint, [new NoteSigner(origin, parseSigningKey(signing))]);

    expect(openCheckpoint(note, [NoteVerifier.parse(verifier)])).toEqual(checkpoint);
    expect(new MacKeyRing(parseMacKeys(`${mac.id}:${mac.secret}`)).current.id).toBe(mac.id);
  });

  it('are new each time', () => {
    const [first, second] = [generateAuditKeys(origin), generateAuditKeys(origin)];

    expect(new Set([first.mac.id, second.mac.id, first.mac.secret, second.mac.secret]).size).toBe(4);
    expect(first.signing).not.toBe(second.signing);
  });
});
