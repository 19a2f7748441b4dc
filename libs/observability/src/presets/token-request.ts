import { PresetError } from './preset.error.js';

/** Where and as whom a client signs in. */
export interface TokenRequest {
  /** Token endpoint, `https://` unless it is on this host. */
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Further parameters, for example `{ audience: 'collector' }` or `{ scope: 'ingest' }`. */
  readonly parameters?: Readonly<Record<string, string>>;
}

/** What a client signed in with. */
export interface AccessToken {
  readonly accessToken: string;
  /** `undefined` when the answer names no life. */
  readonly expiresInMs: number | undefined;
}

/** Milliseconds in which the token endpoint must answer. */
const timeout = 4_000;

/**
 * Fetches a token by the client credentials grant.
 *
 * @throws Error that names the status and the OAuth error code, never a credential
 */
export async function fetchToken(request: TokenRequest): Promise<AccessToken> {
  const { tokenUrl, clientId, clientSecret, parameters } = request;
  const body = new URLSearchParams({ grant_type: 'client_credentials', ...parameters });
  const user = `${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`;
  const basic = await post(tokenUrl, body, {
    authorization: `Basic ${Buffer.from(user).toString('base64')}`,
  });
  if (basic.status !== 400 && basic.status !== 401) return tokenIn(basic);
  await basic.body?.cancel();
  // Servers need not know Basic authentication for this; RFC 6749 2.3.1 has the parameters for them.
  body.set('client_id', clientId);
  body.set('client_secret', clientSecret);
  return tokenIn(await post(tokenUrl, body, {}));
}

/** @throws {@link PresetError} for an endpoint that credentials must not be sent to */
export function demandTokenUrl(preset: string, tokenUrl: string): void {
  const url = URL.canParse(tokenUrl) ? new URL(tokenUrl) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw new PresetError(preset, 'needs a tokenUrl that is an https:// URL');
  if (url.protocol === 'http:' && !/^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname))
    throw new PresetError(
      preset,
      `would send the client secret to ${url.hostname} in clear text: use https://`,
    );
}

function post(url: string, body: URLSearchParams, headers: Record<string, string>): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { accept: 'application/json', ...headers },
    body,
    redirect: 'error',
    signal: AbortSignal.timeout(timeout),
  });
}

async function tokenIn(response: Response): Promise<AccessToken> {
  const answer = (await response.json().catch(() => ({}))) as Readonly<Record<string, unknown>>;
  const { access_token: accessToken, expires_in: seconds, error } = answer;
  if (!response.ok || typeof accessToken !== 'string' || accessToken === '') {
    const code = typeof error === 'string' && /^[\w.-]{1,60}$/.test(error) ? ` (${error})` : '';
    throw new Error(`The token endpoint answered ${response.status}${code} without a token`);
  }
  return { accessToken, expiresInMs: Number(seconds) > 0 ? Number(seconds) * 1_000 : undefined };
}
