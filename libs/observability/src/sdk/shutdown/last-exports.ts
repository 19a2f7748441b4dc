import type { OtlpHttpTarget } from '../exporters/otlp-http.transport.js';
import type { ExportBody } from '../pipeline/export-transport.js';

/** One export, as the process that sends it is told; its bytes follow in the same order. */
export interface LastExport extends Pick<OtlpHttpTarget, 'url' | 'format'> {
  readonly headers: Readonly<Record<string, string>>;
  readonly tls: NonNullable<OtlpHttpTarget['tls']>;
  readonly encoding: ExportBody['encoding'];
  readonly length: number;
}

/** The first line of what the process is told. */
export interface LastExports {
  /** Milliseconds since the epoch at which it has to be over. */
  readonly until: number;
  readonly exports: readonly LastExport[];
}
