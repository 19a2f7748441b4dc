import { types } from 'node:util';
import { inheritsFromProxy } from '../../core/untrusted-read.js';

/** Keys that are handed on; the redaction says of the rest that it is there. */
const mostKeys = 1_000;

/**
 * What nestjs-pino may look at: it asks a message for its class, and copies its properties, which runs getters and the traps of
 * proxies - and what they throw reaches whoever logs. Usual messages and errors are handed on as they are.
 */
export function harmless(message: unknown): unknown {
  if (typeof message !== 'object' || message === null) return message;
  if (types.isProxy(message)) return { value: '[Proxy]' };
  if (!inheritsFromProxy(message) && message instanceof Error) return message;
  return dataOf(message);
}

/** Own properties that are data, on a plain object. What is nested is copied, safely, by whoever writes the line. */
function dataOf(message: object): object {
  const copy: Record<string, unknown> = {};
  for (const key of keysOf(message)) {
    const property = Object.getOwnPropertyDescriptor(message, key);
    if (!property || key === '__proto__') continue;
    copy[key] = 'value' in property ? property.value : '[Getter]';
  }
  return copy;
}

function keysOf(message: object): readonly string[] {
  if (!Array.isArray(message)) return Object.keys(message).slice(0, mostKeys);
  return Array.from({ length: Math.min(message.length, mostKeys) }, (_, index) => String(index));
}
