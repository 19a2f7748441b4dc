/** HTTP requests to other services, through `fetch`, undici, `node:http` and all that is built on them. */
export interface OutgoingHttpOptions {
  /** Whether they are client spans and measured. @defaultValue `true` */
  readonly enabled?: boolean;
  /**
   * Name of the service behind a host, such as `{ 'payments.internal:8080': 'payments', '*.stripe.com': 'stripe' }`: in
   * `service.peer.name` on spans and on `http.client.request.duration`. @defaultValue `{}`
   */
  readonly peers?: Readonly<Record<string, string>>;
  /**
   * Templates of called paths, such as `'/payments/:id'`, or `'api.example.com/users/:id'` for one host: in the name of the span,
   * in `url.template` there and on the metric. The first that matches counts. @defaultValue `[]`
   */
  readonly templates?: readonly string[];
  /** Most different servers among the labels of the metric; further ones are `_OTHER`. @defaultValue `100` */
  readonly maxServers?: number;
}
