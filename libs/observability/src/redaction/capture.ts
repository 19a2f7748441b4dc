import { types } from 'node:util';
import { captureError } from './capture-error.js';

/** What the copy asks of the redaction policy. */
export interface CapturePolicy {
  readonly censor: string;
  isSecret(key: string): boolean;
  text(text: string): string;
}

const maxDepth = 6;
const maxKeys = 64;
const maxItems = 64;
const maxString = 8_192;

/**
 * Copies a value into plain data, masking secrets on the way. Only own data properties are read: no getter, `toJSON`,
 * `toString` or proxy trap runs, so nothing can throw, loop or load lazily. What cannot be copied becomes a marker.
 */
export function capture(value: unknown, policy: CapturePolicy, depth = 0, seen: object[] = []): unknown {
  switch (typeof value) {
    case 'string':
      return policy.text(value.length > maxString ? `${value.slice(0, maxString)}...` : value);
    case 'bigint':
      return value.toString();
    case 'symbol':
      return value.toString();
    case 'function':
      return '[Function]';
    case 'object':
      return value === null ? null : captureObject(value, policy, depth, seen);
    default:
      return value;
  }
}

function captureObject(value: object, policy: CapturePolicy, depth: number, seen: object[]): unknown {
  if (types.isProxy(value)) return '[Proxy]';
  if (seen.includes(value)) return '[Circular]';
  if (types.isDate(value)) return dateText(value);
  if (depth >= maxDepth) return Array.isArray(value) ? '[Array]' : '[Object]';
  seen.push(value);
  try {
    if (types.isNativeError(value)) {
      return captureError(value, {
        text: text => policy.text(text),
        nested: part => capture(part, policy, depth + 1, seen),
      });
    }
    if (Array.isArray(value)) return captureArray(value, policy, depth, seen);
    if (ArrayBuffer.isView(value) || types.isAnyArrayBuffer(value))
      return `[Binary ${value.byteLength} bytes]`;
    if (types.isMap(value)) return `[Map ${value.size}]`;
    if (types.isSet(value)) return `[Set ${value.size}]`;
    if (types.isPromise(value)) return '[Promise]';
    return captureRecord(value, policy, depth, seen);
  } finally {
    seen.pop();
  }
}

function captureArray(
  value: readonly unknown[],
  policy: CapturePolicy,
  depth: number,
  seen: object[],
): unknown[] {
  const copy: unknown[] = [];
  for (let index = 0; index < Math.min(value.length, maxItems); index += 1) {
    const property = Object.getOwnPropertyDescriptor(value, index);
    copy.push(property && 'value' in property ? capture(property.value, policy, depth + 1, seen) : null);
  }
  if (value.length > maxItems) copy.push(`[${value.length - maxItems} more]`);
  return copy;
}

function captureRecord(value: object, policy: CapturePolicy, depth: number, seen: object[]): unknown {
  // With the usual prototype, because loggers call methods of it.
  const copy: Record<string, unknown> = {};
  const keys = Object.keys(value);
  for (const key of keys.slice(0, maxKeys)) {
    const property = Object.getOwnPropertyDescriptor(value, key);
    // Assigning it would set the prototype instead.
    if (!property || key === '__proto__') continue;
    if (!('value' in property)) copy[key] = '[Getter]';
    else copy[key] = policy.isSecret(key) ? policy.censor : capture(property.value, policy, depth + 1, seen);
  }
  if (keys.length > maxKeys) copy['...'] = `[${keys.length - maxKeys} more]`;
  return copy;
}

function dateText(value: Date): string {
  const time = Date.prototype.getTime.call(value);
  return Number.isNaN(time) ? 'Invalid Date' : new Date(time).toISOString();
}
