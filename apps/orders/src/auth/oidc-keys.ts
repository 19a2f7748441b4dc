import { createRemoteJWKSet, type JWTVerifyGetKey } from 'jose';

/**
 * The public keys of an OpenID Connect issuer, found through its discovery document when the first token
 * arrives and refreshed when an unknown key id appears.
 * Follows OpenID Connect Discovery 1.0, section 4.
 */
export function oidcKeys(issuer: string): JWTVerifyGetKey {
  let keys: Promise<JWTVerifyGetKey> | undefined;
  return async (header, token) => {
    keys ??= discover(issuer).catch((error: unknown) => {
      keys = undefined;
      throw error;
    });
    return (await keys)(header, token);
  };
}

async function discover(issuer: string): Promise<JWTVerifyGetKey> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const response = await fetch(url, { signal: AbortSignal.timeout(5000) });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  const { jwks_uri: keysUrl } = (await response.json()) as { jwks_uri?: string };
  if (!keysUrl) throw new Error(`${url} names no jwks_uri`);
  return createRemoteJWKSet(new URL(keysUrl));
}
