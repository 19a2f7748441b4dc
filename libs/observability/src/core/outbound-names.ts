/** Names of outgoing HTTP calls beside those that they share with requests; OpenTelemetry semantic conventions 1.44. */

/** Attributes of client spans and of their metric. The comments are the reference in `docs/telemetry.md`. */
export const outboundAttr = {
  /** Client spans: the template of the called path, where `tracing.outgoingHttp.templates` has one. */
  urlTemplate: 'url.template',
  /** Client spans: what `tracing.outgoingHttp.peers` calls the host. */
  servicePeerName: 'service.peer.name',
  /** Client spans: the how manieth attempt after the first it is, redirects included; absent on the first. */
  httpRequestResendCount: 'http.request.resend_count',
} as const;

/** Instruments of outgoing HTTP calls. */
export const outboundMetric = {
  httpClientRequestDuration: 'http.client.request.duration',
} as const;

/** Those of which the set of values is bounded. */
export type OutboundDimension = typeof outboundAttr.urlTemplate | typeof outboundAttr.servicePeerName;

/** Stands for the servers that were called when the limit of different ones was reached. */
export const otherServer = '_OTHER';
