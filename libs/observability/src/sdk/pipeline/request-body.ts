import { constants, gunzip, gzip } from 'node:zlib';
import { promisify } from 'node:util';
import type { OtlpTarget } from '../../config/resolved-options.js';
import type { SignalName } from '../../core/export-ledger.js';
import type { PlainRequest } from './export-batch.js';
import type { ExportBody } from './export-transport.js';
import { jsonHalves } from './json-halves.js';
import { protobufHalves } from './protobuf-halves.js';

/** How an export request is encoded. */
export type RequestFormat = 'protobuf' | 'json';

/** gRPC carries protobuf. */
export function formatOf({ protocol }: Pick<OtlpTarget, 'protocol'>): RequestFormat {
  return protocol === 'http/json' ? 'json' : 'protobuf';
}

const compress = promisify(gzip);
const decompress = promisify(gunzip);
const options = { level: constants.Z_BEST_SPEED };

/** A request as it waits and travels. */
export async function packed(bytes: Uint8Array, compression: 'gzip' | 'none'): Promise<ExportBody> {
  if (compression === 'none') return { bytes, encoding: 'identity' };
  return { bytes: await compress(bytes, options), encoding: 'gzip' };
}

/** The items of a request in two requests of half as many; `undefined` when there is but one, or but one metric. */
export async function halvesOf(
  body: ExportBody,
  format: RequestFormat,
  signal: SignalName,
): Promise<readonly PlainRequest[] | undefined> {
  const bytes = body.encoding === 'gzip' ? await decompress(body.bytes) : body.bytes;
  return format === 'protobuf' ? protobufHalves(bytes, signal) : jsonHalves(bytes);
}
