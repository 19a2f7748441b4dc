import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { loadSync } from 'protobufjs';
import type { OtlpObject } from './otlp-values.js';

const schema = loadSync(
  ['common', 'traces', 'metrics', 'logs'].map(name => join(__dirname, 'otlp-proto', `${name}.proto`)),
);

const requestTypes = {
  '/v1/traces': schema.lookupType('otlp.TracesRequest'),
  '/v1/metrics': schema.lookupType('otlp.MetricsRequest'),
  '/v1/logs': schema.lookupType('otlp.LogsRequest'),
};

/** The paths that OTLP/HTTP prescribes. */
export type OtlpPath = keyof typeof requestTypes;

export const isOtlpPath = (path: string): path is OtlpPath => Object.hasOwn(requestTypes, path);

/** Body of an export request as it travelled. */
export interface OtlpBody {
  readonly path: OtlpPath;
  readonly contentType: string;
  readonly encoding: string;
  readonly bytes: Buffer;
}

/**
 * Reads an export request in either form of OTLP/HTTP.
 * @throws Error for a content type or encoding that a collector would refuse as well
 */
export function readOtlpBody({ path, contentType, encoding, bytes }: OtlpBody): OtlpObject {
  const plain = decompressed(bytes, encoding);
  if (contentType.startsWith('application/json')) return JSON.parse(plain.toString('utf8')) as OtlpObject;
  if (contentType.startsWith('application/x-protobuf')) {
    const type = requestTypes[path];
    return type.toObject(type.decode(plain), { longs: String });
  }
  throw new Error(`OTLP/HTTP has no content type "${contentType}"`);
}

function decompressed(bytes: Buffer, encoding: string): Buffer {
  if (encoding === 'identity') return bytes;
  if (encoding === 'gzip') return gunzipSync(bytes);
  throw new Error(`unexpected content encoding "${encoding}"`);
}
