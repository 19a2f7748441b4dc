import { generateKeyPairSync } from 'node:crypto';
import { InvalidSigningKeyError } from './signing-key.error.js';
import { parseSigningKey } from './signing-key.js';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const pem = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
const der = privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64');

describe('The signing key', () => {
  it.each([
    ['PEM', pem],
    ['PEM on one line, as in an environment variable', pem.replaceAll('\n', String.raw`\n`)],
    ['PEM with Windows line ends', pem.replaceAll('\n', '\r\n')],
    ['base64 DER', der],
    ['base64 DER of a file with a line end', `${der}\n`],
  ])('is read from %s', (_form, text) => {
    expect(parseSigningKey(text).equals(privateKey)).toBe(true);
  });

  it.each([
    ['', 'it is empty.'],
    ['hunter2', 'it is neither PEM nor base64 DER.'],
    [pem.replace('MC4', 'AAA'), 'it is neither PEM nor base64 DER.'],
    [publicKey.export({ format: 'pem', type: 'spki' }).toString(), 'it is a public key.'],
    [
      privateKey.export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: 'x' }).toString(),
      'it is encrypted.',
    ],
    [
      generateKeyPairSync('ec', { namedCurve: 'P-256' })
        .privateKey.export({ format: 'pem', type: 'pkcs8' })
        .toString(),
      'it is of type ec, not Ed25519.',
    ],
  ])('is refused as %j, with what to do', (text, problem) => {
    expect(() => parseSigningKey(text)).toThrow(InvalidSigningKeyError);
    expect(() => parseSigningKey(text)).toThrow(
      `Audit signing key: ${problem} Give an unencrypted Ed25519 private key in PKCS#8 form, as PEM or base64 DER, e.g. ` +
        'from `openssl genpkey -algorithm ed25519`, in `audit.keys.signing` or OBSERVABILITY_AUDIT_SIGNING_KEY.',
    );
  });

  it('is never shown in a message', () => {
    const silent = expect.objectContaining({ message: expect.not.stringContaining('hunter2') as string });

    expect(() => parseSigningKey('hunter2')).toThrow(silent);
  });
});
