import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, importJWK, type JSONWebKeySet, type JWK, SignJWT } from 'jose';

/** What a local token says about its holder. */
export interface LocalClaims {
  readonly user: string;
  readonly tenant: string;
  readonly roles: readonly string[];
  /** As jose writes durations. @defaultValue `'12h'` */
  readonly expiresIn?: string;
}

/**
 * Issues tokens for development, signed with a key that is made on first use and never leaves this machine.
 * Plain TypeScript without decorators or relative imports: scripts run this file directly.
 */
export class LocalIssuer {
  static readonly issuer = 'urn:orders:local';
  static readonly audience = 'orders';
  readonly #key: JWK;

  private constructor(key: JWK) {
    this.#key = key;
  }

  /** Opens the issuer whose key lies in `directory`, and makes the key when there is none. */
  static async open(directory: string): Promise<LocalIssuer> {
    const file = join(directory, 'local-issuer.jwk');
    const existing = await readFile(file, 'utf8').catch(() => undefined);
    return new LocalIssuer(JSON.parse(existing ?? (await createKey(directory, file))) as JWK);
  }

  /** The public half of the key. */
  publicKeys(): JSONWebKeySet {
    const { d: _private, ...publicKey } = this.#key;
    return { keys: [publicKey as JWK & { kty: string }] };
  }

  /** A signed token for the holder described. */
  async issue({ user, tenant, roles, expiresIn = '12h' }: LocalClaims): Promise<string> {
    return new SignJWT({ tenant, roles })
      .setProtectedHeader({ alg: 'EdDSA', kid: this.#key.kid ?? '' })
      .setIssuer(LocalIssuer.issuer)
      .setAudience(LocalIssuer.audience)
      .setSubject(user)
      .setIssuedAt()
      .setExpirationTime(expiresIn)
      .sign(await importJWK(this.#key, 'EdDSA'));
  }
}

/** Two processes may start at once: whoever links its file first wins, and the other reads that key. */
async function createKey(directory: string, file: string): Promise<string> {
  await mkdir(directory, { recursive: true });
  const { privateKey } = await generateKeyPair('EdDSA', { extractable: true });
  const draft = `${file}.${randomUUID()}`;
  const key = { ...(await exportJWK(privateKey)), kid: randomUUID(), alg: 'EdDSA' };
  await writeFile(draft, JSON.stringify(key), { mode: 0o600 });
  try {
    await link(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(draft, { force: true });
  }
  return readFile(file, 'utf8');
}
