import { generateKeyPairSync } from 'node:crypto';
import { UnverifiedNoteError } from './note.error.js';
import { checkpointOrigin } from './checkpoint-origin.js';
import {
  formatCheckpoint,
  InvalidCheckpointError,
  openCheckpoint,
  parseCheckpoint,
  signCheckpoint,
} from './checkpoint.js';
import { NoteSigner } from './note-signer.js';
import { parseNote, signNote } from './signed-note.js';

/** The example of the specification. */
const specNote = `example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
`;

const checkpoint = { origin: 'orders/audit/main', size: 2 ** 40 + 1, root: Buffer.alloc(32, 0xfb) };
const signer = signerOf('orders/audit/main');

describe('A checkpoint', () => {
  it('of the specification is read and written again byte for byte', () => {
    const { text } = parseNote(specNote);

    expect(parseCheckpoint(text)).toEqual({
      origin: 'example.com/behind-the-sofa',
      size: 20_852_163,
      root: Buffer.from('0ac5186a91863e8e1d90c808014aa89bf5da8e3ee1d9f07630f0378f68f1ab62', 'hex'),
    });
    expect(formatCheckpoint(parseCheckpoint(text))).toBe(text);
  });

  it('is opened with the verifier key of its log', () => {
    expect(openCheckpoint(signCheckpoint(checkpoint, [signer]), [signer.verifier])).toEqual(checkpoint);
  });

  it('keeps what a witness added below', () => {
    const witness = signerOf('witness.example');
    const note = signCheckpoint(checkpoint, [signer, witness]);

    expect(openCheckpoint(note, [signer.verifier])).toEqual(checkpoint);
  });

  it('is refused when only the key of another log signed it', () => {
    const other = signerOf('payments/audit/main');

    expect(() => openCheckpoint(signCheckpoint(checkpoint, [other]), [other.verifier])).toThrow(
      UnverifiedNoteError,
    );
    expect(() => openCheckpoint(signCheckpoint(checkpoint, [other]), [other.verifier])).toThrow(
      'the checkpoint of "orders/audit/main" is signed by "payments/audit/main" only.',
    );
  });

  it('of the empty tree has size 0', () => {
    expect(parseCheckpoint(formatCheckpoint({ ...checkpoint, size: 0 })).size).toBe(0);
  });

  it('ignores extension lines', () => {
    expect(parseCheckpoint(`${formatCheckpoint(checkpoint)}more\n`)).toEqual(checkpoint);
  });

  const root = checkpoint.root.toString('base64');
  it.each([
    ['', 'a line is missing or empty.'],
    [`o\n1\n${root}`, 'a line is missing or empty.'],
    ['o\n1\n', 'a line is missing or empty.'],
    ['o\n1\n\n', 'the root is not the base64 text of 32 bytes.'],
    [`\n1\n${root}\n`, 'the origin is empty.'],
    [`o\n01\n${root}\n`, '"01" is no size.'],
    [`o\n-1\n${root}\n`, '"-1" is no size.'],
    [`o\n+1\n${root}\n`, '"+1" is no size.'],
    [`o\n1e3\n${root}\n`, '"1e3" is no size.'],
    [`o\n9007199254740992\n${root}\n`, '"9007199254740992" is no size.'],
    [`o\n1\n${root}=\n`, 'the root is not the base64 text of 32 bytes.'],
    [`o\n1\n${Buffer.alloc(31).toString('base64')}\n`, 'the root is not the base64 text of 32 bytes.'],
    [`o\n1\n${root}\n\n`, 'a line is missing or empty.'],
  ])('is none as %j', (text, problem) => {
    expect(() => parseCheckpoint(text)).toThrow(InvalidCheckpointError);
    expect(() => parseCheckpoint(text)).toThrow(problem);
  });

  it('is not read from a note about something else', () => {
    expect(() => openCheckpoint(signNote('hello\n', [signer]), [signer.verifier])).toThrow(
      InvalidCheckpointError,
    );
  });
});

describe('The origin of a stream', () => {
  it('is a name that can sign', () => {
    expect(checkpointOrigin('orders', 'main')).toBe('orders/audit/main');
    expect(checkpointOrigin('my shop + more', 'eu\u0000\ud800')).toBe('my-shop-more/audit/eu-');
    expect(signerOf(checkpointOrigin('my shop', 'main')).verifier.name).toBe('my-shop/audit/main');
  });
});

function signerOf(name: string): NoteSigner {
  return new NoteSigner(name, generateKeyPairSync('ed25519').privateKey);
}
