import type { OtlpTarget } from '../../config/resolved-options.js';
import type { SignalName } from '../../core/export-ledger.js';
import type { ExportTransport } from '../pipeline/export-transport.js';
import type { HeaderSource, HeaderSources } from './header-source.js';
import { RenewingTransport } from './renewing.transport.js';

/** Makes the transport of a target; only what its protocol needs is loaded. */
export async function transportFor(
  target: OtlpTarget,
  signal: SignalName,
  sources: HeaderSources,
): Promise<ExportTransport> {
  const headers = sources.for(target);
  const transport =
    target.protocol === 'grpc'
      ? await overGrpc({ target, signal, headers })
      : await overHttp({ target, headers });
  return target.rotating ? new RenewingTransport(transport, headers) : transport;
}

async function overGrpc(parts: {
  readonly target: OtlpTarget;
  readonly signal: SignalName;
  readonly headers: HeaderSource;
}): Promise<ExportTransport> {
  const { grpcPackage } = await import('./grpc-package.js');
  const { GrpcTransport } = await import('./grpc.transport.js');
  return new GrpcTransport({ grpc: await grpcPackage(), ...parts });
}

async function overHttp(parts: {
  readonly target: OtlpTarget;
  readonly headers: HeaderSource;
}): Promise<ExportTransport> {
  const { OtlpHttpTransport } = await import('./otlp-http.transport.js');
  const { url, protocol, tls } = parts.target;
  return new OtlpHttpTransport({
    url,
    format: protocol === 'http/json' ? 'json' : 'protobuf',
    headers: () => parts.headers.current(),
    ...(tls && { tls: presentIn(tls) }),
  });
}

function presentIn({ ca, cert, key }: NonNullable<OtlpTarget['tls']>) {
  return { ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) };
}
