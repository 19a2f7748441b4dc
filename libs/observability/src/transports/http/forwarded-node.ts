import { isIP, isIPv4 } from 'node:net';

/** IPv4 as a socket that speaks both shows it. */
const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/**
 * The address in an entry of `X-Forwarded-For`, or in `for=` of RFC 7239: with or without port, brackets and quotes. `undefined` for
 * `unknown`, for an obfuscated identifier (`_hidden`), and for everything else that is no address.
 */
export function addressOf(entry: string): string | undefined {
  const text = entry.trim();
  // The longest there is has 45 characters, brackets and a port.
  if (text.length > 56) return undefined;
  const bare = /^\[([^\]]*)\](?::\d{1,5})?$/.exec(text)?.[1] ?? withoutPort(text);
  // A zone means something on one machine only.
  if (bare.includes('%') || isIP(bare) === 0) return undefined;
  return mapped.exec(bare)?.[1] ?? bare.toLowerCase();
}

/** An IPv6 address without brackets has colons of its own. */
function withoutPort(text: string): string {
  const at = text.indexOf(':');
  return at > 0 && at === text.lastIndexOf(':') && isIPv4(text.slice(0, at)) ? text.slice(0, at) : text;
}

/** Where a client wanted to go. */
export interface ForwardedHost {
  readonly name: string;
  readonly port: number | undefined;
}

/** A host with or without port, as `Host` has it. */
export function hostOf(text: string | undefined): ForwardedHost | undefined {
  const match = /^(\[[\da-fA-F:.]{2,45}\]|[A-Za-z0-9._-]{1,253})(?::(\d{1,5}))?$/.exec(text?.trim() ?? '');
  if (!match) return undefined;
  const port = match[2] === undefined ? undefined : Number(match[2]);
  if (port !== undefined && (port < 1 || port > 65_535)) return undefined;
  return { name: (match[1] ?? '').replace(/^\[|\]$/g, '').toLowerCase(), port };
}

/** `http` or `https`; a scheme is a label of metrics, so there are no others. */
export function schemeOf(text: string | undefined): 'http' | 'https' | undefined {
  switch (text?.trim().toLowerCase()) {
    case 'http':
    case 'ws':
      return 'http';
    case 'https':
    case 'wss':
      return 'https';
    default:
      return undefined;
  }
}
