import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { LocalIssuer } from './local-issuer.js';

describe('LocalIssuer', () => {
  let directory: string;
  beforeEach(async () => (directory = await mkdtemp(join(tmpdir(), 'issuer-'))));
  afterEach(() => rm(directory, { recursive: true }));

  it('gives processes that start at the same moment one key', async () => {
    const issuers = await Promise.all(Array.from({ length: 8 }, () => LocalIssuer.open(directory)));
    const keys = new Set(issuers.map(issuer => JSON.stringify(issuer.publicKeys())));
    expect(keys.size).toBe(1);
  });

  it('issues tokens that its public keys verify, and publishes nothing private', async () => {
    const issuer = await LocalIssuer.open(directory);
    const token = await issuer.issue({ user: 'alice', tenant: 'acme', roles: ['clerk'] });
    const { payload } = await jwtVerify(token, createLocalJWKSet(issuer.publicKeys()));
    expect(payload).toMatchObject({ sub: 'alice', tenant: 'acme', roles: ['clerk'] });
    expect(issuer.publicKeys().keys[0]).not.toHaveProperty('d');
  });

  it('keeps the key from other users of the machine', async () => {
    await LocalIssuer.open(directory);
    expect((await stat(join(directory, 'local-issuer.jwk'))).mode & 0o077).toBe(0);
  });
});
