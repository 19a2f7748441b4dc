import { assert, integer, property } from 'fast-check';
import { cancelledOrder, deniedRefund } from '../../../../../test/support/audit/audit-entries.js';
import { numberedLeaves } from '../../../../../test/support/audit/merkle-reference.js';
import { checkProof } from './check-proof.js';
import { signCheckpoint } from './checkpoint.js';
import { eventBody } from './event-body.js';
import { eventMac } from './event-mac.js';
import { generateAuditKeys } from './generate-audit-keys.js';
import { leafHash } from './leaf-hash.js';
import { UnknownMacKeyError } from './mac-key.error.js';
import { MacKeyRing } from './mac-key-ring.js';
import { inclusionProof } from './merkle-proof.js';
import { merkleRoot } from './merkle-tree.js';
import { UnverifiedNoteError } from './note.error.js';
import { NoteSigner } from './note-signer.js';
import { NoteVerifier } from './note-verifier.js';
import { formatProof, parseProof, type ProofBundle } from './proof-bundle.js';
import { InvalidProofError, RejectedProofError } from './proof.error.js';
import { parseSigningKey } from './signing-key.js';

const origin = 'orders/audit/main';
const writer = { stream: 'main', writerId: '5a0c1d0e-1111-4222-8333-444455556666', writerSeq: 7 };
const keys = generateAuditKeys(origin);
const ring = new MacKeyRing(keys.mac);
const verifiers = [NoteVerifier.parse(keys.verifier)];
const bundle = bundleOf(5, 11);
const proof = formatProof(bundle);

describe('The proof of an event', () => {
  it('is checked with nothing but the verifier key', () => {
    const proven = checkProof(proof, { verifiers });

    expect(proven.entry).toEqual(cancelledOrder);
    expect(proven).toMatchObject({ ...writer, position: 5, authenticated: false });
    expect(proven.checkpoint).toMatchObject({ origin, size: 11 });
    expect(proven.leafHash).toEqual(leafHash(bundle.body, bundle.mac));
  });

  it('also shows that the application wrote the event, to whoever has the MAC key', () => {
    expect(checkProof(proof, { verifiers, mac: ring }).authenticated).toBe(true);
  });

  it('is a C2SP tlog-proof with the event in its extra line', () => {
    const [header, extra = '', index, ...rest] = proof.split('\n');

    expect([header, index]).toEqual(['c2sp.org/tlog-proof@v1', 'index 5']);
    expect(JSON.parse(Buffer.from(extra.slice('extra '.length), 'base64').toString())).toEqual({
      body: bundle.body,
      keyId: keys.mac.id,
      mac: Buffer.from(bundle.mac).toString('base64'),
    });
    expect(rest.slice(0, bundle.path.length)).toEqual(
      bundle.path.map(hash => Buffer.from(hash).toString('base64')),
    );
    expect(proof.endsWith(`\n\n${bundle.checkpoint}`)).toBe(true);
  });

  it('of the only event of a log has no hashes', () => {
    expect(checkProof(formatProof(bundleOf(0, 1)), { verifiers }).position).toBe(0);
  });

  it('is rejected after any change of one character', () => {
    assert(
      property(integer({ min: 0, max: proof.length - 1 }), at => {
        const other = proof[at] === 'x' ? 'y' : 'x';
        const changed = proof.slice(0, at) + other + proof.slice(at + 1);

        expect(codeOf(() => checkProof(changed, { verifiers, mac: ring }))).toMatch(/^AUDIT_/);
      }),
      { numRuns: 300 },
    );
  });

  it('is rejected for another event, MAC or place', () => {
    const other = eventBody({ entry: deniedRefund, ...writer });
    for (const change of [{ body: other }, { mac: Buffer.alloc(32) }, { position: 4 }, { path: [] }]) {
      expect(() => checkProof(formatProof({ ...bundle, ...change }), { verifiers })).toThrow(
        RejectedProofError,
      );
    }
  });

  it('is rejected when a forged event was sealed by somebody who has only the signing key', () => {
    const forged = bundleOf(5, 11, Buffer.alloc(32, 9));

    expect(checkProof(formatProof(forged), { verifiers }).authenticated).toBe(false);
    expect(() => checkProof(formatProof(forged), { verifiers, mac: ring })).toThrow(
      `the MAC of the event was not made with the key "${keys.mac.id}".`,
    );
  });

  it('is rejected under the checkpoint of another log or another key', () => {
    const stranger = NoteVerifier.parse(generateAuditKeys(origin).verifier);

    expect(() => checkProof(proof, { verifiers: [stranger] })).toThrow(UnverifiedNoteError);
    expect(() => checkProof(proof, { verifiers: [] })).toThrow(UnverifiedNoteError);
  });

  it('asks for the MAC key that is missing', () => {
    const other = new MacKeyRing(generateAuditKeys(origin).mac);

    expect(() => checkProof(proof, { verifiers, mac: other })).toThrow(UnknownMacKeyError);
  });

  it.each([
    ['', 'no empty line before the checkpoint'],
    [proof.replace('@v1', '@v2'), 'the first line is not c2sp.org/tlog-proof@v1.'],
    [proof.replace(/extra .*\n/, ''), 'the extra line holds no audit event.'],
    [
      proof.replace(/extra .*/, `extra ${Buffer.from('{}').toString('base64')}`),
      'the extra line holds no audit event.',
    ],
    [proof.replace(/extra .*/, 'extra !!!'), 'the extra line holds no audit event.'],
    [proof.replace('index 5', 'index 05'), 'the line `index` is missing or holds no number.'],
    [proof.replace('index 5', 'index 9007199254740992'), 'the line `index` is missing or holds no number.'],
    [proof.replace('index 5\n', 'index 5\nAAAA\n'), '"AAAA" is no hash.'],
    [proof.replaceAll('\n', '\r\n'), 'no empty line before the checkpoint'],
  ])('is malformed as %#', (text, problem) => {
    expect(() => parseProof(text)).toThrow(InvalidProofError);
    expect(() => parseProof(text)).toThrow(problem);
  });
});

/** Stable code of the error that a call throws. */
function codeOf(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return (error as { readonly code?: unknown }).code;
  }
  return 'nothing thrown';
}

/** An event at `position` of a log with `size` events. */
function bundleOf(position: number, size: number, mac?: Uint8Array): ProofBundle {
  const body = eventBody({ entry: cancelledOrder, ...writer });
  const { id, key } = ring.current;
  const event = { body, mac: mac ?? eventMac(body, key), keyId: id };
  const leaves = numberedLeaves(size).with(position, leafHash(event.body, event.mac));
  const signer = new NoteSigner(origin, parseSigningKey(keys.signing));
  return {
    ...event,
    position,
    path: inclusionProof(position, size, { leaves }),
    checkpoint: signCheckpoint({ origin, size, root: merkleRoot(leaves) }, [signer]),
  };
}
