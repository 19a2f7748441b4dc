import { generateKeyPairSync, createPrivateKey } from 'node:crypto';
import { assert, property, string } from 'fast-check';
import { InvalidNoteError, UnverifiedNoteError } from './note.error.js';
import { NoteSigner } from './note-signer.js';
import { InvalidVerifierKeyError, NoteVerifier } from './note-verifier.js';
import { openNote, parseNote, signNote } from './signed-note.js';

/** The example of the specification. */
const specKey = 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k';
const specNote = `This is an example message.

— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
`;

/** Seed of the key in the examples of the reference implementation in Go. */
const seed = Buffer.from('AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz', 'base64').subarray(1);

describe('A signed note', () => {
  it('of the specification is verified with its key', () => {
    const verifier = NoteVerifier.parse(specKey);

    const note = openNote(specNote, [verifier]);

    expect(note.text).toBe('This is an example message.\n');
    expect(note.verifiedBy).toEqual([verifier]);
    expect([verifier.name, verifier.id, verifier.toString()]).toEqual([
      'example.com/foo',
      0x530d903a,
      specKey,
    ]);
  });

  it('is bound to every byte of its text', () => {
    const verifiers = [NoteVerifier.parse(specKey)];

    expect(() => openNote(specNote.replace('an example', 'no example'), verifiers)).toThrow(
      UnverifiedNoteError,
    );
    expect(() => openNote(specNote.replace('message.', 'message. '), verifiers)).toThrow(UnverifiedNoteError);
    expect(() => openNote(specNote.replace('This', '\nThis'), verifiers)).toThrow(UnverifiedNoteError);
  });

  it('is read back by whoever has the verifier key as text', () => {
    const line = string({ unit: 'grapheme', minLength: 1 }).filter(text => !/\p{Cc}/u.test(text));
    const signer = signerOf('orders/audit/main');
    assert(
      property(line, line, (first, second) => {
        const text = `${first}\n\n${second}\n`;
        const note = signNote(text, [signer]);

        expect(openNote(note, [NoteVerifier.parse(signer.verifier.toString())]).text).toBe(text);
      }),
      { numRuns: 25 },
    );
  });

  it('may bear several signatures, so that keys can be exchanged and witnesses can join', () => {
    const [old, fresh, witness] = ['orders/audit/main', 'orders/audit/main', 'witness.example'].map(signerOf);
    const note = signNote('text\n', [old!, fresh!, witness!]);

    expect(parseNote(note).signatures.map(({ name }) => name)).toEqual([
      'orders/audit/main',
      'orders/audit/main',
      'witness.example',
    ]);
    for (const signer of [old!, fresh!, witness!]) {
      expect(openNote(note, [signer.verifier]).verifiedBy).toEqual([signer.verifier]);
    }
    expect(openNote(note, [witness!.verifier, old!.verifier]).verifiedBy).toHaveLength(2);
  });

  it('is not trusted when only unknown keys signed it', () => {
    expect(() => openNote(specNote, [signerOf('example.com/foo').verifier])).toThrow(
      'none of the given keys signed it; signatures are by "example.com/foo". Do not trust its text.',
    );
    expect(() => openNote(specNote, [])).toThrow(UnverifiedNoteError);
  });

  it('is not trusted when a known key has a bad signature, though another one is good', () => {
    const [good, bad] = [signerOf('good'), signerOf('bad')];
    const forged = signNote('text\n', [good]) + signNote('other\n', [bad]).split('\n\n')[1]!;

    expect(() => openNote(forged, [good.verifier, bad.verifier])).toThrow(
      'the signature of "bad" does not belong to this text.',
    );
    expect(openNote(forged, [good.verifier]).text).toBe('text\n');
  });

  it.each([
    ['nothing', ''],
    ['no signatures', 'text\n\n'],
    ['no empty line', 'text\n— name AAAAAAA=\n'],
    ['a cut end', specNote.slice(0, -1)],
    ['another dash', specNote.replace('—', '-')],
    ['a name with a plus sign', specNote.replace('com/foo', 'com+foo')],
    ['a signature that is not exactly base64', specNote.replace('aQM=', 'aQN=')],
    ['a signature without bytes after the key id', 'text\n\n— name AAAAAA==\n'],
    ['a blank after a signature', specNote.replace('aQM=', 'aQM= ')],
    ['Windows line ends', specNote.replaceAll('\n', '\r\n')],
    ['a control character', specNote.replace('This', 'Th\u0007s')],
    ['a lone surrogate', specNote.replace('This', 'Th\ud800s')],
    ['too many signatures', `text\n\n${'— name AAAAAAA=\n'.repeat(101)}`],
    ['too many characters', `${'x'.repeat(1_000_000)}${specNote}`],
  ])('is none with %s', (_what, note) => {
    expect(() => parseNote(note)).toThrow(InvalidNoteError);
  });

  it('is only made from lines of text', () => {
    const signer = signerOf('name');

    expect(() => signNote('no line end', [signer])).toThrow('the text does not end with a line end.');
    expect(() => signNote('a\tb\n', [signer])).toThrow('the text has control characters or lone surrogates.');
  });
});

describe('A verifier key', () => {
  it('has the id and text that the reference implementation gives the same key', () => {
    const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]);
    const signer = new NoteSigner(
      'PeterNeumann',
      createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }),
    );

    expect(signer.verifier.toString()).toBe(
      'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
    );
    expect(
      signNote(
        "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n",
        [signer],
      ),
    ).toContain(
      '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n',
    );
  });

  it.each([
    ['', 'is not of that form.'],
    ['example.com/foo', 'is not of that form.'],
    [
      specKey.replace('foo', 'bar'),
      'the id 530d903a does not belong to the name and key; a part was changed.',
    ],
    [specKey.replace('530d903a', '530d903b'), 'the id 530d903b does not belong'],
    [specKey.replace('+Aek', '+Bek'), 'the key of "example.com/foo" is no Ed25519 key.'],
    [specKey.slice(0, -4), 'the key of "example.com/foo" is no Ed25519 key.'],
    [specKey.replace('example.com/foo', 'example com'), '"example com" is no name'],
  ])('is refused as %j', (text, problem) => {
    expect(() => NoteVerifier.parse(text)).toThrow(InvalidVerifierKeyError);
    expect(() => NoteVerifier.parse(text)).toThrow(problem);
  });

  it('is refused for a name or a key that cannot sign notes', () => {
    const { privateKey } = generateKeyPairSync('x25519');

    expect(() => signerOf('two words')).toThrow(
      '"two words" is no name: no blanks, control characters or "+".',
    );
    expect(() => signerOf('')).toThrow(InvalidVerifierKeyError);
    expect(() => new NoteSigner('name', privateKey)).toThrow('the key is no Ed25519 key.');
  });
});

function signerOf(name: string): NoteSigner {
  return new NoteSigner(name, generateKeyPairSync('ed25519').privateKey);
}
