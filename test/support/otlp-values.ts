import type { ReceivedAttributes, ReceivedOrigin } from './received-telemetry.js';

/** OTLP in its JSON spelling; protobuf is brought to the same spelling, with bytes left as bytes. */
export type OtlpObject = Readonly<Record<string, unknown>>;

export const listOf = (value: unknown): OtlpObject[] => (Array.isArray(value) ? (value as OtlpObject[]) : []);

export const objectOf = (value: unknown): OtlpObject => (value ?? {}) as OtlpObject;

export const textOf = (value: unknown): string =>
  value === undefined || value === null ? '' : String(value);

export const numberOf = (value: unknown): number => Number(value ?? 0);

export const numbersOf = (value: unknown): number[] => (Array.isArray(value) ? value.map(Number) : []);

export const nanosOf = (value: unknown): bigint => BigInt(textOf(value) || '0');

/** Ids travel as bytes in protobuf and, unlike other bytes, as hex in JSON. */
export const hexOf = (value: unknown): string =>
  value instanceof Uint8Array ? Buffer.from(value).toString('hex') : textOf(value);

/** An absent id may travel as empty bytes. */
export const optionalHexOf = (value: unknown): string | undefined => hexOf(value) || undefined;

/** The plain JavaScript value behind an OTLP `AnyValue`. */
export function plainValueOf(any: unknown): unknown {
  const value = objectOf(any);
  if ('stringValue' in value) return value.stringValue;
  if ('boolValue' in value) return value.boolValue;
  if ('intValue' in value) return Number(value.intValue);
  if ('doubleValue' in value) return Number(value.doubleValue);
  if ('arrayValue' in value) return listOf(objectOf(value.arrayValue).values).map(plainValueOf);
  if ('kvlistValue' in value) return attributesOf(objectOf(value.kvlistValue).values);
  if ('bytesValue' in value) return hexOf(value.bytesValue);
  return undefined;
}

export function attributesOf(keyValues: unknown): ReceivedAttributes {
  return Object.fromEntries(listOf(keyValues).map(({ key, value }) => [textOf(key), plainValueOf(value)]));
}

export function originOf(resource: unknown, scope: unknown): ReceivedOrigin {
  const { name, version } = objectOf(scope);
  return {
    resource: attributesOf(objectOf(resource).attributes),
    scope: { name: textOf(name), version: textOf(version) },
  };
}
