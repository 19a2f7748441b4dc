/** What is called, as far as it is told. */
export interface CalledUrl {
  readonly scheme: 'http' | 'https';
  /** In lower case and without brackets, or the path of a socket. */
  readonly host: string;
  readonly port: number | undefined;
  /** Without query and fragment. */
  readonly path: string;
}

const defaultPorts = { http: 80, https: 443 };

/** Reads an origin such as `https://api.example.com:8443` and a request target. */
export function calledUrl(origin: string, target: string): CalledUrl | undefined {
  if (!URL.canParse(origin)) return undefined;
  const { protocol, hostname, port } = new URL(origin);
  const scheme = protocol === 'https:' ? 'https' : 'http';
  return {
    scheme,
    host: withoutBrackets(hostname),
    port: port === '' ? defaultPorts[scheme] : Number(port),
    path: withoutQuery(target),
  };
}

/** The origin and path again, without what could be a secret. */
export function textOf({ scheme, host, port, path }: CalledUrl): string {
  const name = host.includes(':') ? `[${host}]` : host;
  return `${scheme}://${name}${port === undefined || port === defaultPorts[scheme] ? '' : `:${port}`}${path}`;
}

/** Where a `Location` header leads, seen from the call that it answers. */
export function redirectOf(from: CalledUrl, location: string): CalledUrl | undefined {
  const base = textOf(from);
  if (!URL.canParse(location, base)) return undefined;
  const { origin, pathname } = new URL(location, base);
  return calledUrl(origin, pathname);
}

export function withoutBrackets(host: string): string {
  return host.toLowerCase().replace(/^\[|\]$/g, '');
}

export function withoutQuery(target: string): string {
  const end = target.search(/[?#]/);
  return end < 0 ? target : target.slice(0, end);
}
