/**
 * Runs as a process of its own: reads exports from standard input, sends each once, and writes `[index, answer]` for each, a line
 * an answer. See `last-sender.ts`.
 */
import { readFileSync, writeSync } from 'node:fs';
import { OtlpHttpTransport } from '../exporters/otlp-http.transport.js';
import type { LastExport, LastExports } from './last-exports.js';

const input = readFileSync(0);
const bodiesAt = input.indexOf('\n') + 1;
const { until, exports } = JSON.parse(input.toString('utf8', 0, bodiesAt)) as LastExports;
const left = (): number => Math.max(1, until - Date.now());

// The sockets hold no process.
setTimeout(() => process.exit(), left());

let at = bodiesAt;
const sent = exports.map(({ length, ...given }, index) => {
  const bytes = input.subarray(at, (at += length));
  return send(given, bytes).then(answer => void writeSync(1, `${JSON.stringify([index, answer])}\n`));
});
await Promise.allSettled(sent);
process.exit();

function send({ headers, encoding, ...target }: Omit<LastExport, 'length'>, bytes: Uint8Array) {
  return new OtlpHttpTransport({ ...target, headers: () => headers }).send({ bytes, encoding }, left());
}
