import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A certificate and its key, as files and as PEM. */
export interface TestIdentity {
  readonly certFile: string;
  readonly keyFile: string;
  readonly cert: string;
  readonly key: string;
}

/** An authority of its own and what it signed. */
export interface TestAuthority {
  readonly caFile: string;
  readonly ca: string;
  /** For `localhost` and 127.0.0.1. */
  readonly server: TestIdentity;
  readonly client: TestIdentity;
  /** Another one for the same purpose. */
  readonly renewed: TestIdentity;
}

/** Makes a certificate authority, a server's and a client's certificate with openssl; valid for a day. */
export function makeAuthority(name = 'Test authority'): TestAuthority {
  const folder = mkdtempSync(join(tmpdir(), 'authority-'));
  const file = (leaf: string): string => join(folder, leaf);
  const openssl = (...words: string[]): void =>
    void execFileSync('openssl', words, { cwd: folder, stdio: 'pipe' });
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl(
    'req',
    '-x509',
    ...newKey,
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
    '-days',
    '1',
    '-subj',
    `/CN=${name}`,
  );
  const sign = (leaf: string, extensions: string): TestIdentity => {
    openssl('req', ...newKey, '-keyout', `${leaf}.key`, '-out', `${leaf}.csr`, '-subj', `/CN=${leaf}`);
    writeFileSync(file(`${leaf}.ext`), extensions);
    openssl(
      ...['x509', '-req', '-in', `${leaf}.csr`, '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial'],
      ...['-out', `${leaf}.pem`, '-days', '1', '-extfile', `${leaf}.ext`],
    );
    const [certFile, keyFile] = [file(`${leaf}.pem`), file(`${leaf}.key`)];
    return {
      certFile,
      keyFile,
      cert: readFileSync(certFile, 'utf8'),
      key: readFileSync(keyFile, 'utf8'),
    };
  };
  return {
    caFile: file('ca.pem'),
    ca: readFileSync(file('ca.pem'), 'utf8'),
    server: sign('server', 'subjectAltName=DNS:localhost,IP:127.0.0.1\n'),
    client: sign('client', 'extendedKeyUsage=clientAuth\n'),
    renewed: sign('renewed', 'extendedKeyUsage=clientAuth\n'),
  };
}
