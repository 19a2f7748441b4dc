import { createHash } from 'node:crypto';
import type { AuditValue } from '../audit-entry.js';

/** Characters that a truncated value keeps. */
const kept = 1_024;

/** What stands for a value that is too long: its beginning, its size, and a digest that identifies the whole. */
export interface Truncated {
  readonly [key: string]: AuditValue;
  readonly $truncated: true;
  readonly bytes: number;
  /** Of the whole value - for a text its UTF-8 bytes, else its canonical JSON - in hexadecimal. */
  readonly sha256: string;
  readonly start: string;
}

/** Shortens a text that is too long to be stored. */
export function truncated(text: string): Truncated {
  const sha256 = createHash('sha256').update(text, 'utf8').digest('hex');
  return { $truncated: true, bytes: Buffer.byteLength(text), sha256, start: text.slice(0, kept) };
}

/** The same for a field that has to stay a text. */
export function truncatedText(text: string): string {
  const { bytes, sha256, start } = truncated(text);
  return `${start}... [truncated: ${bytes} bytes, sha256 ${sha256}]`;
}
