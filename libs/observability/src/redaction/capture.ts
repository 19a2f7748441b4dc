import { types } from 'node:util';
import { captureError } from './capture-error.js';
import { usualLimits, type CapturePolicy, type Walk } from './capture-policy.js';
import { copyArray, copyMap, copyRecord, copySet } from './capture-members.js';
import { isStream, markerOf } from './capture-markers.js';

export { keep, type CaptureLimits, type CapturePolicy } from './capture-policy.js';

/** Values between two looks at the clock, which costs as much as copying one. */
const clockInterval = 64;

/**
 * Copies a value into plain data, masking secrets on the way. Only own data properties are read: no getter, `toJSON`,
 * `toString` or proxy trap runs, so nothing can throw, loop or load lazily. What cannot be copied becomes a marker.
 */
export function capture(value: unknown, policy: CapturePolicy): unknown {
  switch (typeof value) {
    case 'boolean':
    case 'undefined':
      return value;
    default: {
      const { limits = usualLimits } = policy;
      const walk: Walk = {
        policy,
        limits,
        enclosing: [],
        path: [],
        left: limits.values,
        size: limits.size ?? 262_144,
        nextLook: clockInterval,
        until: 0,
      };
      return copyValue(value, walk);
    }
  }
}

/** One value of a walk, and everything below it. */
export function copyValue(value: unknown, walk: Walk): unknown {
  if (--walk.left < 0) return '[Too many values]';
  switch (typeof value) {
    case 'string':
      return copyText(value, walk);
    case 'bigint':
      return value.toString();
    case 'symbol':
      return walk.policy.text(value.toString());
    case 'function':
      return '[Function]';
    case 'number':
      return value >= 1e12 ? (walk.policy.number?.(value) ?? value) : value;
    case 'object':
      return value === null ? null : copyObject(value, walk);
    default:
      return value;
  }
}

function copyText(value: string, walk: Walk): string {
  if (walk.size <= 0) return '[Too long]';
  const longest = Math.min(walk.limits.text, walk.size);
  walk.size -= Math.min(value.length, longest);
  return walk.policy.text(value.length > longest ? `${value.slice(0, longest)}...` : value);
}

function copyObject(value: object, walk: Walk): unknown {
  const { limits, enclosing } = walk;
  if (types.isProxy(value)) return '[Proxy]';
  if (enclosing.includes(value)) return '[Circular]';
  if (types.isDate(value)) return dateText(value);
  if (enclosing.length >= limits.depth) return Array.isArray(value) ? '[Array]' : '[Object]';
  if (isLate(walk)) return '[Too slow]';
  enclosing.push(value);
  try {
    if (Array.isArray(value)) return copyArray(value, walk, copyValue);
    // Nearly every value is a plain object, and each of the other questions costs 10 ns.
    if (Object.getPrototypeOf(value) !== Object.prototype) {
      const special = copySpecial(value, walk);
      if (special !== undefined) return special;
    }
    return copyRecord(value, walk, copyValue);
  } finally {
    enclosing.pop();
  }
}

/** What is no record; `undefined` for what is one. */
function copySpecial(value: object, walk: Walk): unknown {
  const { policy } = walk;
  if (types.isNativeError(value)) {
    return captureError(value, { text: text => policy.text(text), nested: part => copyValue(part, walk) });
  }
  if (ArrayBuffer.isView(value) || types.isAnyArrayBuffer(value))
    return policy.binary?.(value) ?? `[Binary ${value.byteLength} bytes]`;
  if (types.isMap(value)) return copyMap(value, walk, copyValue);
  if (types.isSet(value)) return copySet(value, walk, copyValue);
  return isStream(value) ? '[Stream]' : markerOf(value, policy);
}

function isLate(walk: Walk): boolean {
  const copied = walk.limits.values - walk.left;
  if (copied < walk.nextLook) return false;
  walk.nextLook = copied + clockInterval;
  const now = performance.now();
  if (walk.until === 0) walk.until = now + (walk.limits.time ?? 50);
  if (now <= walk.until) return false;
  // From here on every object is too late.
  walk.nextLook = 0;
  return true;
}

function dateText(value: Date): string {
  const time = Date.prototype.getTime.call(value);
  return Number.isNaN(time) ? 'Invalid Date' : new Date(time).toISOString();
}
