import type { OtlpTarget } from '../../config/resolved-options.js';
import type { ExportTransport } from '../pipeline/export-transport.js';

/** Makes the transport of a target; only what its protocol needs is loaded. */
export async function transportFor({ url, headers, protocol }: OtlpTarget): Promise<ExportTransport> {
  const { OtlpHttpTransport } = await import('./otlp-http.transport.js');
  const format = protocol === 'http/json' ? 'json' : 'protobuf';
  return new OtlpHttpTransport({ url, format, headers: () => headers });
}
