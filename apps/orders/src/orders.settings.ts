import { join, resolve } from 'node:path';
import { InvalidSettingError } from './invalid-setting.error.js';

/** Injection token of {@link OrdersSettings}. */
export const ORDERS_SETTINGS = Symbol('ORDERS_SETTINGS');

/** How tokens of an OpenID Connect issuer are read. */
export interface OidcSettings {
  /** The issuer's URL; its discovery document names the keys. */
  readonly issuer: string;
  /** Expected `aud`. */
  readonly audience: string;
  /** Claim that holds the list of roles. */
  readonly rolesClaim: string;
  /** Claim that holds the tenant. */
  readonly tenantClaim: string;
}

/** Everything that the orders service takes from its environment. */
export interface OrdersSettings {
  /** Address to listen on. */
  readonly host: string;
  readonly port: number;
  /** Directory of the SQLite file and of the local signing key. */
  readonly dataDirectory: string;
  /** `postgres://...`; without it the orders live in an SQLite file. */
  readonly databaseUrl?: string;
  /** `redis://...`: confirmations wait there; without it the process sends them itself. */
  readonly redisUrl?: string;
  /** Whether the stock report of the night also runs at the start. */
  readonly stockReportAtStart?: boolean;
  /** Base URL of the payment service. */
  readonly paymentsUrl: string;
  /** Milliseconds that the payment service has to answer. */
  readonly paymentsTimeout: number;
  /** Without an issuer, tokens are signed with a key that exists only on this machine. */
  readonly oidc?: OidcSettings;
  readonly production: boolean;
}

/**
 * Reads the settings of the orders service from environment variables.
 * @throws {@link InvalidSettingError} when a value cannot be used, or when production has no token issuer
 */
export function readOrdersSettings(env: NodeJS.ProcessEnv): OrdersSettings {
  const production = env.NODE_ENV === 'production';
  const oidc = readOidc(env);
  if (production && !oidc) {
    throw new InvalidSettingError(
      'OIDC_ISSUER',
      'is missing: with NODE_ENV=production the local development key is refused; set the URL of your token issuer',
    );
  }
  return {
    host: env.HOST || '127.0.0.1',
    port: readInteger(env, 'PORT', 3000),
    dataDirectory: resolve(env.DATA_DIR || join(process.cwd(), '.data')),
    ...(env.DATABASE_URL && { databaseUrl: readPostgresUrl(env.DATABASE_URL) }),
    ...(env.REDIS_URL && { redisUrl: readRedisUrl(env.REDIS_URL) }),
    stockReportAtStart: env.STOCK_REPORT_AT_START === 'true',
    paymentsUrl: env.PAYMENTS_URL || `http://127.0.0.1:${readInteger(env, 'PAYMENTS_PORT', 3001)}`,
    paymentsTimeout: readInteger(env, 'PAYMENTS_TIMEOUT_MS', 2000),
    ...(oidc && { oidc }),
    production,
  };
}

function readOidc(env: NodeJS.ProcessEnv): OidcSettings | undefined {
  if (!env.OIDC_ISSUER) return undefined;
  if (!URL.canParse(env.OIDC_ISSUER)) throw new InvalidSettingError('OIDC_ISSUER', 'is not a URL');
  return {
    issuer: env.OIDC_ISSUER,
    audience: env.OIDC_AUDIENCE || 'orders',
    rolesClaim: env.OIDC_ROLES_CLAIM || 'roles',
    tenantClaim: env.OIDC_TENANT_CLAIM || 'tenant',
  };
}

function readInteger(env: NodeJS.ProcessEnv, name: string, fallback: number): number {
  const text = env[name];
  if (!text) return fallback;
  if (!/^\d{1,6}$/.test(text)) throw new InvalidSettingError(name, `must be a whole number, not '${text}'`);
  return Number(text);
}

function readRedisUrl(url: string): string {
  if (!/^rediss?:\/\//.test(url)) {
    throw new InvalidSettingError(
      'REDIS_URL',
      'must start with redis://; leave it out to send confirmations without a queue',
    );
  }
  return url;
}

function readPostgresUrl(url: string): string {
  if (!/^postgres(ql)?:\/\//.test(url)) {
    throw new InvalidSettingError(
      'DATABASE_URL',
      'must start with postgres://; leave it out to use the embedded SQLite file',
    );
  }
  return url;
}
