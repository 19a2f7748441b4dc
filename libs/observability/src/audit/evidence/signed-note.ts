import { InvalidNoteError, UnverifiedNoteError } from './note.error.js';
import type { NoteSigner } from './note-signer.js';
import type { NoteVerifier } from './note-verifier.js';
import { strictBase64 } from './strict-base64.js';

/** A note whose signatures have not been checked. */
export interface Note {
  /** What was signed, with its final line end. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/** One signature line. */
export interface NoteSignature {
  readonly name: string;
  readonly keyId: number;
  readonly signature: Uint8Array;
}

/** A note with at least one good signature and no bad one of a known key. */
export interface VerifiedNote extends Note {
  readonly verifiedBy: readonly NoteVerifier[];
}

const longestNote = 1_000_000;
const mostSignatures = 100;
/** Control characters but the line end, and lone surrogates, which UTF-8 cannot hold. */
// eslint-disable-next-line no-control-regex
const forbidden = /[\u0000-\u0009\u000b-\u001f]|\p{Surrogate}/u;

/**
 * Signs a text as a note (https://c2sp.org/signed-note), e.g. with the old and the new key while keys are exchanged.
 *
 * @param text one or more lines, each with its line end.
 * @throws InvalidNoteError when the text does not end with a line end or has control characters.
 */
export function signNote(text: string, signers: readonly NoteSigner[]): string {
  if (!text.endsWith('\n')) throw new InvalidNoteError('the text does not end with a line end.');
  if (forbidden.test(text)) throw new InvalidNoteError('the text has control characters or lone surrogates.');
  const bytes = Buffer.from(text);
  const lines = signers.map(signer => signatureLine(signer.verifier, signer.sign(bytes)));
  return `${text}\n${lines.join('')}`;
}

/**
 * Splits a note into text and signatures without checking them.
 *
 * @throws InvalidNoteError when it is malformed, longer than a million characters, or has more than 100 signatures.
 */
export function parseNote(note: string): Note {
  if (note.length > longestNote) throw new InvalidNoteError(`it is longer than ${longestNote} characters.`);
  if (forbidden.test(note)) throw new InvalidNoteError('it has control characters or lone surrogates.');
  const blank = note.lastIndexOf('\n\n');
  if (blank < 0) throw new InvalidNoteError('it has no empty line between text and signatures.');
  const lines = note.slice(blank + 2).split('\n');
  if (lines.pop() !== '' || lines.length === 0)
    throw new InvalidNoteError('the last signature line is cut off.');
  if (lines.length > mostSignatures)
    throw new InvalidNoteError(`it has more than ${mostSignatures} signatures.`);
  return { text: note.slice(0, blank + 1), signatures: lines.map(signatureOf) };
}

/**
 * Checks a note: signatures of unknown keys are ignored, those of known keys must be good, and one is needed.
 *
 * @throws InvalidNoteError when it is malformed.
 * @throws UnverifiedNoteError when no known key signed it, or a signature of a known key is wrong.
 */
export function openNote(note: string, verifiers: readonly NoteVerifier[]): VerifiedNote {
  const { text, signatures } = parseNote(note);
  const bytes = Buffer.from(text);
  const verifiedBy = new Set<NoteVerifier>();
  for (const { name, keyId, signature } of signatures) {
    for (const verifier of verifiers) {
      if (verifier.name !== name || verifier.id !== keyId) continue;
      if (!verifier.verifies(bytes, signature)) {
        throw new UnverifiedNoteError(
          `the signature of ${JSON.stringify(name)} does not belong to this text.`,
        );
      }
      verifiedBy.add(verifier);
    }
  }
  if (verifiedBy.size === 0) {
    const names = [...new Set(signatures.map(({ name }) => JSON.stringify(name)))].join(', ');
    throw new UnverifiedNoteError(`none of the given keys signed it; signatures are by ${names}.`);
  }
  return { text, signatures, verifiedBy: [...verifiedBy] };
}

function signatureLine(verifier: NoteVerifier, signature: Uint8Array): string {
  const bytes = Buffer.allocUnsafe(4 + signature.length);
  bytes.writeUInt32BE(verifier.id);
  bytes.set(signature, 4);
  return `\u2014 ${verifier.name} ${bytes.toString('base64')}\n`;
}

function signatureOf(line: string): NoteSignature {
  const [, name, encoded] = /^\u2014 ([^\s+]+) (\S+)$/u.exec(line) ?? [];
  const bytes = encoded === undefined ? undefined : strictBase64(encoded);
  if (name === undefined || !bytes || bytes.length < 5) {
    throw new InvalidNoteError(`${JSON.stringify(line.slice(0, 80))} is no signature line.`);
  }
  return { name, keyId: bytes.readUInt32BE(), signature: bytes.subarray(4) };
}
