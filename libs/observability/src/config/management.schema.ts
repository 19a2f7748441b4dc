import { isIP } from 'node:net';
import { z } from 'zod';
import { flag, rule, switchable, text } from './option-rule.js';
import { isHostPattern } from './value-checks.js';

/** What an `Authorization` header can carry, and nobody guesses. */
const TOKEN = /^[\x21-\x7e]{16,4096}$/;

/** Explains {@link isToken}. */
export const TOKEN_RULE = {
  message: 'must be 16 to 4096 printable characters without spaces',
  fix: 'make one, for example with: openssl rand -hex 32',
};

/** Whether a text can be the token of the management listener. */
export function isToken(value: string): boolean {
  return TOKEN.test(value);
}

/** Whether a server can listen on `value`: an address, or a host name. */
export function isListenAddress(value: string): boolean {
  return isIP(value) > 0 || (isHostPattern(value) && !value.startsWith('*'));
}

/** Explains {@link isListenAddress}. */
export const HOST_RULE = {
  message: 'must be an address or a host name, without scheme and port',
  fix: `use '127.0.0.1', or '0.0.0.0' for every address`,
};

/** The group `management`. */
export const management = switchable({
  enabled: flag(),
  port: rule(z.int().min(0).max(65_535), {
    message: 'must be a port, 0 to 65535',
    fix: 'use a port such as 9464, or 0 for any that is free',
  }),
  host: rule(z.string().refine(isListenAddress), HOST_RULE),
  token: rule(z.string().refine(isToken), TOKEN_RULE),
  tokenFile: text('/run/secrets/management-token'),
  switches: flag(),
});
