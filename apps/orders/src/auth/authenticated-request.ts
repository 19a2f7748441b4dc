import type { Principal } from './principal.js';

/** An incoming request; the user is there once the token has been verified. */
export interface AuthenticatedRequest {
  readonly headers: { readonly authorization?: string };
  user?: Principal;
}
