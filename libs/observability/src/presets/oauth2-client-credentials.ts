import type { OtlpHeadersProvider } from '../observability.options.js';
import { fetchToken, type TokenRequest } from './token-request.js';

/** A token is renewed with a fifth of its life left, or this many milliseconds before its end. */
const renewBefore = { share: 0.2, most: 60_000 };

/** For how long a token is used whose answer names no life, in milliseconds. */
const unknownLife = 300_000;

/**
 * Makes a `headers` function that signs in by the client credentials grant of OAuth 2.0: one token for all signals, renewed
 * before it expires and when the backend refuses it.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-4.4
 */
export function oauth2ClientCredentials(request: TokenRequest): OtlpHeadersProvider {
  let token: { readonly text: string; readonly fetchedAt: number; readonly renewAt: number } | undefined;
  let fetching: Promise<string> | undefined;
  const renew = async (): Promise<string> => {
    const { accessToken, expiresInMs = unknownLife } = await fetchToken(request);
    const now = performance.now();
    const early = Math.min(expiresInMs * renewBefore.share, renewBefore.most);
    token = { text: accessToken, fetchedAt: now, renewAt: now + expiresInMs - early };
    return accessToken;
  };
  // Three signals are refused at about the same time: what one of them has renewed is good for the others.
  const isUsable = (refused: boolean): boolean =>
    token !== undefined &&
    performance.now() < token.renewAt &&
    !(refused && performance.now() > token.fetchedAt + 1_000);
  return async ({ refused }) => {
    if (token && isUsable(refused)) return bearer(token.text);
    fetching ??= renew().finally(() => (fetching = undefined));
    return bearer(await fetching);
  };
}

function bearer(token: string): { readonly authorization: string } {
  return { authorization: `Bearer ${token}` };
}
