import type { OtlpTarget, OtlpTls } from '../../config/resolved-options.js';
import type { SignalName } from '../../core/export-ledger.js';
import type { FaultLog } from '../../core/fault-log.js';
import { formatOf } from '../pipeline/request-body.js';
import type { ExportTransport } from '../pipeline/export-transport.js';
import type { HeaderSource, HeaderSources } from './header-source.js';
import { ReconnectingTransport } from './reconnecting.transport.js';
import { RenewingTransport } from './renewing.transport.js';
import { TlsFiles } from './tls-files.js';

/** What an exit leads to, and who has a part in it. */
export interface Destination {
  readonly target: OtlpTarget;
  readonly signal: SignalName;
  readonly sources: HeaderSources;
  readonly faults: FaultLog;
}

/** Makes connections with certificates, or without. */
type Connect = (tls: OtlpTls | undefined) => ExportTransport;

/** Makes the transport of a target; only what its protocol needs is loaded. */
export async function transportFor({
  target,
  signal,
  sources,
  faults,
}: Destination): Promise<ExportTransport> {
  const headers = sources.for(target);
  const connect = await (target.protocol === 'grpc'
    ? overGrpc({ target, signal, headers })
    : overHttp({ target, headers }));
  const { tls } = target;
  const transport = tls?.files ? new ReconnectingTransport(new TlsFiles(tls, faults), connect) : connect(tls);
  return target.rotating ? new RenewingTransport(transport, headers) : transport;
}

async function overGrpc(parts: {
  readonly target: OtlpTarget;
  readonly signal: SignalName;
  readonly headers: HeaderSource;
}): Promise<Connect> {
  const { grpcPackage } = await import('./grpc-package.js');
  const { GrpcTransport } = await import('./grpc.transport.js');
  const grpc = await grpcPackage();
  return tls => new GrpcTransport({ grpc, ...parts, target: { ...parts.target, tls } });
}

async function overHttp({
  target,
  headers,
}: {
  readonly target: OtlpTarget;
  readonly headers: HeaderSource;
}): Promise<Connect> {
  const { OtlpHttpTransport } = await import('./otlp-http.transport.js');
  return tls =>
    new OtlpHttpTransport({
      url: target.url,
      format: formatOf(target),
      headers: () => headers.current(),
      ...(tls && { tls: presentIn(tls) }),
    });
}

function presentIn({ ca, cert, key }: OtlpTls) {
  return { ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) };
}
