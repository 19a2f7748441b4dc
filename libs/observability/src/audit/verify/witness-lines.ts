import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { auditField } from '../../core/names.js';

/** What a witness kept: a checkpoint that the log published, or the receipt of an event. */
export type WitnessLine =
  | { readonly kind: 'checkpoint'; readonly note: string }
  | { readonly kind: 'receipt'; readonly id: string; readonly hash: string; readonly origin?: string };

/** What a line must contain to be looked at; nearly none of a log does. */
const hints: readonly string[] = [auditField.auditNote, auditField.auditRecordHash];
const deepest = 12;

/**
 * Reads checkpoints and receipts out of a log: lines of the application, of a file anchor, of the file exporter of the
 * OpenTelemetry collector (logs and spans), or JSON around any of these. All other lines are passed over.
 */
export async function* witnessLines(input: Readable): AsyncGenerator<WitnessLine> {
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (hints.some(hint => line.includes(hint))) yield* witnessesIn(parsed(line), 0);
  }
}

function parsed(line: string): unknown {
  const json = line.indexOf('{');
  if (json < 0) return undefined;
  try {
    // Container runtimes put a time and a stream name in front of a line.
    return JSON.parse(line.slice(json));
  } catch {
    return undefined;
  }
}

function* witnessesIn(value: unknown, depth: number): Generator<WitnessLine> {
  if (depth > deepest) return;
  if (typeof value === 'string') {
    // Docker's log driver keeps a line as a text inside of a line.
    if (value.startsWith('{') && hints.some(hint => value.includes(hint)))
      yield* witnessesIn(parsed(value), depth + 1);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  const found = witnessOf(Array.isArray(value) ? attributesOf(value) : (value as Fields));
  if (found) yield found;
  else for (const member of Object.values(value)) yield* witnessesIn(member, depth + 1);
}

type Fields = Readonly<Record<string, unknown>>;

function witnessOf(fields: Fields): WitnessLine | undefined {
  const note = fields[auditField.auditNote];
  if (typeof note === 'string') return { kind: 'checkpoint', note };
  const [id, hash, origin] = [
    fields[auditField.auditRecordId],
    fields[auditField.auditRecordHash],
    fields[auditField.auditOrigin],
  ];
  if (typeof id !== 'string' || typeof hash !== 'string') return undefined;
  return { kind: 'receipt', id, hash, ...(typeof origin === 'string' && { origin }) };
}

/** OTLP as JSON writes attributes as a list of keys and typed values. */
function attributesOf(list: readonly unknown[]): Fields {
  const fields: Record<string, unknown> = {};
  for (const item of list) {
    const { key, value } = (item ?? {}) as { key?: unknown; value?: { stringValue?: unknown } | null };
    if (typeof key === 'string') fields[key] = value?.stringValue;
  }
  return fields;
}
