import { types } from 'node:util';
import { captureError } from './capture-error.js';

/** How much of a value is copied. */
export interface CaptureLimits {
  /** Objects inside objects. */
  readonly depth: number;
  /** Keys of one object. */
  readonly keys: number;
  /** Items of one array. */
  readonly items: number;
  /** Characters of one text. */
  readonly text: number;
  /** Values altogether: an object that many others share is copied for each of them. */
  readonly values: number;
}

/** What the copy asks of the redaction policy. */
export interface CapturePolicy {
  readonly censor: string;
  isSecret(key: string): boolean;
  text(text: string): string;
  /** @defaultValue what fits a log line */
  readonly limits?: CaptureLimits;
  /** What stands for bytes. @defaultValue their number */
  binary?(bytes: ArrayBufferView | ArrayBufferLike): string;
}

const usual: CaptureLimits = { depth: 6, keys: 64, items: 64, text: 8_192, values: 20_000 };

/** The copy that is being made. */
interface Walk {
  readonly policy: CapturePolicy;
  readonly limits: CaptureLimits;
  readonly enclosing: object[];
  /** Values that may still be copied. */
  left: number;
}

/**
 * Copies a value into plain data, masking secrets on the way. Only own data properties are read: no getter, `toJSON`,
 * `toString` or proxy trap runs, so nothing can throw, loop or load lazily. What cannot be copied becomes a marker.
 */
export function capture(value: unknown, policy: CapturePolicy): unknown {
  const { limits = usual } = policy;
  return copy(value, { policy, limits, enclosing: [], left: limits.values });
}

function copy(value: unknown, walk: Walk): unknown {
  if (--walk.left < 0) return '[Too many values]';
  switch (typeof value) {
    case 'string':
      return walk.policy.text(
        value.length > walk.limits.text ? `${value.slice(0, walk.limits.text)}...` : value,
      );
    case 'bigint':
      return value.toString();
    case 'symbol':
      return value.toString();
    case 'function':
      return '[Function]';
    case 'object':
      return value === null ? null : copyObject(value, walk);
    default:
      return value;
  }
}

function copyObject(value: object, walk: Walk): unknown {
  const { policy, limits, enclosing } = walk;
  if (types.isProxy(value)) return '[Proxy]';
  if (enclosing.includes(value)) return '[Circular]';
  if (types.isDate(value)) return dateText(value);
  if (enclosing.length >= limits.depth) return Array.isArray(value) ? '[Array]' : '[Object]';
  enclosing.push(value);
  try {
    if (types.isNativeError(value)) {
      return captureError(value, { text: text => policy.text(text), nested: part => copy(part, walk) });
    }
    if (Array.isArray(value)) return copyArray(value, walk);
    if (ArrayBuffer.isView(value) || types.isAnyArrayBuffer(value))
      return policy.binary?.(value) ?? `[Binary ${value.byteLength} bytes]`;
    if (types.isMap(value)) return `[Map ${value.size}]`;
    if (types.isSet(value)) return `[Set ${value.size}]`;
    if (types.isPromise(value)) return '[Promise]';
    return copyRecord(value, walk);
  } finally {
    enclosing.pop();
  }
}

function copyArray(value: readonly unknown[], walk: Walk): unknown[] {
  const { items } = walk.limits;
  const copied: unknown[] = [];
  for (let index = 0; index < Math.min(value.length, items); index += 1) {
    const property = Object.getOwnPropertyDescriptor(value, index);
    copied.push(property && 'value' in property ? copy(property.value, walk) : null);
  }
  if (value.length > items) copied.push(`[${value.length - items} more]`);
  return copied;
}

function copyRecord(value: object, walk: Walk): unknown {
  const { policy, limits } = walk;
  // With the usual prototype, because loggers call methods of it.
  const copied: Record<string, unknown> = {};
  const keys = Object.keys(value);
  for (const key of keys.slice(0, limits.keys)) {
    const property = Object.getOwnPropertyDescriptor(value, key);
    // Assigning it would set the prototype instead.
    if (!property || key === '__proto__') continue;
    if (!('value' in property)) copied[key] = '[Getter]';
    else copied[key] = policy.isSecret(key) ? policy.censor : copy(property.value, walk);
  }
  if (keys.length > limits.keys) copied['...'] = `[${keys.length - limits.keys} more]`;
  return copied;
}

function dateText(value: Date): string {
  const time = Date.prototype.getTime.call(value);
  return Number.isNaN(time) ? 'Invalid Date' : new Date(time).toISOString();
}
