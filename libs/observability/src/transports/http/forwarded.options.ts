/** What proxies in front of the application say about the client. */
export interface ForwardedOptions {
  /**
   * The proxies, as addresses or CIDR ranges. What one of them says about the caller before it is believed; what anybody else says
   * is not. `OBSERVABILITY_FORWARDED_TRUST` wins. @defaultValue `[]`: the client is whoever holds the connection
   */
  readonly trust?: readonly string[];
  /**
   * The headers that they write: `X-Forwarded-For`, `-Proto` and `-Host`, or `Forwarded` (RFC 7239). Never both: a proxy that writes
   * one passes the other on as it came. @defaultValue `'x-forwarded'`
   */
  readonly header?: 'x-forwarded' | 'forwarded';
}
