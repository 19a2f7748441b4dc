import { Logger, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { createLocalJWKSet } from 'jose';
import { ORDERS_SETTINGS, type OrdersSettings } from '../orders.settings.js';
import { BearerTokenGuard } from './bearer-token.guard.js';
import { LocalIssuer } from './local-issuer.js';
import { oidcKeys } from './oidc-keys.js';
import { RolesGuard } from './roles.guard.js';
import { TOKEN_ISSUER, type TokenIssuer } from './token-issuer.js';
import { TokenVerifier } from './token-verifier.js';

/** Closes every route of the service: first a valid token (401), then the right role (403). */
@Module({
  providers: [
    { provide: TOKEN_ISSUER, inject: [ORDERS_SETTINGS], useFactory: createTokenIssuer },
    TokenVerifier,
    { provide: APP_GUARD, useClass: BearerTokenGuard },
    { provide: APP_GUARD, useClass: RolesGuard },
  ],
})
export class AuthModule {}

async function createTokenIssuer({ oidc, dataDirectory }: OrdersSettings): Promise<TokenIssuer> {
  if (oidc) return { ...oidc, keys: oidcKeys(oidc.issuer) };
  const local = await LocalIssuer.open(dataDirectory);
  new Logger(AuthModule.name).warn(
    'Tokens of the local development key are accepted; set OIDC_ISSUER to use a token issuer',
  );
  return {
    issuer: LocalIssuer.issuer,
    audience: LocalIssuer.audience,
    rolesClaim: 'roles',
    tenantClaim: 'tenant',
    keys: createLocalJWKSet(local.publicKeys()),
  };
}
