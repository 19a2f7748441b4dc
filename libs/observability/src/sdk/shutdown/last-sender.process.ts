/**
 * Runs as a process of its own: reads exports from standard input, sends each once, and writes `[index, answer]` for each, a line
 * an answer. See `last-sender.ts`.
 */
import { readFileSync, writeSync } from 'node:fs';
import { OtlpHttpTransport } from '../exporters/otlp-http.transport.js';
import type { LastExport, LastExports } from './last-exports.js';

/** The exports on standard input, with their bytes. */
function readExports(): { readonly until: number; readonly exports: (LastExport & { bytes: Uint8Array })[] } {
  const input = readFileSync(0);
  let at = input.indexOf('\n') + 1;
  const { until, exports } = JSON.parse(input.toString('utf8', 0, at)) as LastExports;
  return {
    until,
    exports: exports.map(each => ({ ...each, bytes: input.subarray(at, (at += each.length)) })),
  };
}

const { until, exports } = readExports();
const left = (): number => Math.max(1, until - Date.now());

// The sockets hold no process.
setTimeout(() => process.exit(), left());

await Promise.allSettled(
  exports.map(async ({ url, format, headers, tls, bytes, encoding }, index) => {
    const transport = new OtlpHttpTransport({ url, format, tls, headers: () => headers });
    const answer = await transport.send({ bytes, encoding }, left());
    writeSync(1, `${JSON.stringify([index, answer])}\n`);
  }),
);
process.exit();
