/** Says what service a host is, by the names that the application gave: exact ones first, then `*.` patterns. */
export class PeerNames {
  private readonly exact = new Map<string, string>();
  private readonly suffixes: (readonly [suffix: string, name: string])[] = [];

  /** @param peers name of the service by host, or by host and port */
  constructor(peers: Readonly<Record<string, string>>) {
    for (const [pattern, name] of Object.entries(peers)) {
      const host = pattern.toLowerCase();
      if (host.startsWith('*.')) this.suffixes.push([host.slice(1), name]);
      else this.exact.set(host, name);
    }
  }

  of(host: string, port: number | undefined): string | undefined {
    return (
      this.exact.get(`${host}:${port}`) ??
      this.exact.get(host) ??
      this.suffixes.find(([suffix]) => host.endsWith(suffix))?.[1]
    );
  }
}
