/** What proxies in front of the application say about the client. */
export interface ResolvedForwarded {
  /** Addresses and ranges of the proxies; none believes nobody. */
  readonly trust: readonly string[];
  readonly header: 'x-forwarded' | 'forwarded';
}
