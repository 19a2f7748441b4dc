import { copyFileSync, mkdtempSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  makeAuthority,
  type TestAuthority,
  type TestIdentity,
} from '../../../../../test/support/certificates.js';
import { FaultLog } from '../../core/fault-log.js';
import { ReconnectingTransport } from './reconnecting.transport.js';
import { readAgain, TlsFiles } from './tls-files.js';

describe('certificates in files', () => {
  let authority: TestAuthority;
  let folder: string;
  beforeAll(() => void (authority = makeAuthority()));
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'certificates-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  const watched = () => {
    const files = { cert: join(folder, 'tls.pem'), key: join(folder, 'tls.key') };
    const put = ({ certFile, keyFile }: TestIdentity): void => {
      copyFileSync(keyFile, files.key);
      copyFileSync(certFile, files.cert);
    };
    put(authority.client);
    const { cert, key } = authority.client;
    const faults = new FaultLog();
    let time = 0;
    const tls = new TlsFiles({ ca: authority.ca, cert, key, files }, faults, () => time);
    const later = () => {
      time += 1_000;
      return tls.current();
    };
    return { files, put, faults, tls, later };
  };

  it('are the same object while nothing changes, and looked at once a second', () => {
    const { put, tls, later } = watched();
    const first = tls.current();
    expect([first.cert, first.ca]).toEqual([authority.client.cert, authority.ca]);
    expect(later()).toBe(first);
    put(authority.renewed);
    expect(tls.current()).toBe(first);
    expect(later()).toMatchObject({
      ca: authority.ca,
      cert: authority.renewed.cert,
      key: authority.renewed.key,
    });
  });

  it('stay as they were while a new pair is half written, missing or nonsense, and change when it is whole', () => {
    const { files, faults, tls, later } = watched();
    const first = tls.current();
    copyFileSync(authority.renewed.keyFile, files.key);
    // Read again although nothing has changed since: it may have been half written.
    expect([later(), later()]).toEqual([first, first]);
    unlinkSync(files.cert);
    expect(later()).toBe(first);
    writeFileSync(files.cert, 'nonsense');
    expect(later()).toBe(first);
    expect(faults.counts()).toEqual(new Map([['OTLP certificate files', 4]]));
    copyFileSync(authority.renewed.certFile, files.cert);
    expect(later().cert).toBe(authority.renewed.cert);
  });

  it('may be links that are swapped', () => {
    const { files, later } = watched();
    for (const [path, target] of [
      [files.cert, authority.renewed.certFile],
      [files.key, authority.renewed.keyFile],
    ] as const) {
      unlinkSync(path);
      symlinkSync(target, path);
    }
    expect(later().cert).toBe(authority.renewed.cert);
  });

  it('are what they were given as where they are text', () => {
    const { cert, key } = authority.client;
    const given = { ca: undefined, cert, key };
    expect(readAgain(given)).toBe(given);
  });

  it('lead to new connections, while what is open ends on the old ones', async () => {
    const { put, later, tls } = watched();
    const closed: (string | undefined)[] = [];
    const answers: (() => void)[] = [];
    const transport = new ReconnectingTransport({ current: () => later() }, ({ cert }) => ({
      send: () => new Promise(resolve => answers.push(() => resolve({ kind: 'refused', reason: `${cert}` }))),
      close: () => void closed.push(cert),
    }));
    const body = { bytes: new Uint8Array(), encoding: 'identity' } as const;
    const first = transport.send(body, 1_000);
    put(authority.renewed);
    const second = transport.send(body, 1_000);
    expect(closed).toEqual([]);
    for (const answer of answers) answer();
    expect([await first, await second]).toMatchObject([
      { reason: authority.client.cert },
      { reason: authority.renewed.cert },
    ]);
    expect(closed).toEqual([authority.client.cert]);
    transport.close();
    expect(closed).toEqual([authority.client.cert, tls.current().cert]);
  });
});
