import {
  Inject,
  Injectable,
  Logger,
  ServiceUnavailableException,
  UnauthorizedException,
} from '@nestjs/common';
import { errors, type JWTPayload, jwtVerify } from 'jose';
import { type Principal, type Role, ROLES } from './principal.js';
import { TOKEN_ISSUER, type TokenIssuer } from './token-issuer.js';

/** Turns a bearer token into the {@link Principal} that it was issued to. */
@Injectable()
export class TokenVerifier {
  readonly #logger = new Logger(TokenVerifier.name);

  constructor(@Inject(TOKEN_ISSUER) private readonly issuer: TokenIssuer) {}

  /**
   * @throws UnauthorizedException when the token is not valid, is out of date or names no tenant
   * @throws ServiceUnavailableException when the issuer's keys cannot be fetched
   */
  async verify(token: string): Promise<Principal> {
    return this.#principal(await this.#payload(token));
  }

  async #payload(token: string): Promise<JWTPayload> {
    const { issuer, audience, keys } = this.issuer;
    try {
      return (await jwtVerify(token, keys, { issuer, audience, requiredClaims: ['sub', 'exp'] })).payload;
    } catch (error) {
      if (error instanceof errors.JWKSTimeout || !(error instanceof errors.JOSEError)) {
        this.#logger.error(error, 'The keys of the token issuer cannot be fetched');
        throw new ServiceUnavailableException('Tokens cannot be verified now', { cause: error });
      }
      throw new UnauthorizedException('Bearer token rejected', { cause: error });
    }
  }

  #principal(payload: JWTPayload): Principal {
    const tenant = payload[this.issuer.tenantClaim];
    const claimed = payload[this.issuer.rolesClaim];
    if (!payload.sub || typeof tenant !== 'string' || !tenant) {
      throw new UnauthorizedException('Bearer token names no user or tenant');
    }
    const roles = Array.isArray(claimed) ? ROLES.filter((role: Role) => claimed.includes(role)) : [];
    return { id: payload.sub, tenant, roles };
  }
}
