import type { AuditEntry } from './audit-entry.js';

/** An entry in the form in which it is stored: exactly these bytes are authenticated and sealed. */
export interface AuditEvent {
  readonly entry: AuditEntry;
  readonly stream: string;
  /** The writing process: a UUID for each start. */
  readonly writerId: string;
  /** 1, 2, ... within a writer; each number is stored, or a later event explains it. */
  readonly writerSeq: number;
  /**
   * Every lower number of this writer was settled when the event was written: stored, or in `writerVoids` of a stored
   * event. Absent when that holds for all numbers below `writerSeq`.
   */
  readonly writerFloor?: number;
  /** Numbers of this writer whose transactions did not commit, so that nobody misses their events. */
  readonly writerVoids?: readonly NumberRange[];
  /** Canonical JSON (RFC 8785) of everything above. */
  readonly body: string;
  /** HMAC-SHA-256 of the body, 32 bytes. */
  readonly mac: Uint8Array;
  /** Which key made the MAC. */
  readonly keyId: string;
}

/** Whole numbers from `first` to `last`, both included. */
export interface NumberRange {
  readonly first: number;
  readonly last: number;
}

/** What the application learns of a written event: enough to recognise it later. */
export interface AuditReceipt {
  readonly id: string;
  /** SHA-256 leaf hash (RFC 6962), hexadecimal. */
  readonly hash: string;
}
