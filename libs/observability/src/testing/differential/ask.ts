import { request, type IncomingMessage } from 'node:http';
import type { DifferentialRequest } from './differential-types.js';

/** What came back, or what went wrong on the way. */
export interface Answer {
  readonly status: number | undefined;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
  /** Code of the error of the connection, such as `ECONNRESET`. */
  readonly failed: string | undefined;
}

/** Sends a request on a connection of its own, not through `fetch`, which would be traced itself. */
export function ask(
  port: number,
  { method = 'GET', path, headers = {}, body, json }: DifferentialRequest,
): Promise<Answer> {
  const sent = json === undefined ? body : JSON.stringify(json);
  const own = {
    ...(json !== undefined && { 'content-type': 'application/json' }),
    ...(sent !== undefined && { 'content-length': String(Buffer.byteLength(sent)) }),
  };
  return new Promise(resolve => {
    const failed = (error: NodeJS.ErrnoException) =>
      resolve({ status: undefined, headers: new Map(), body: '', failed: error.code ?? error.message });
    try {
      const options = {
        host: '127.0.0.1',
        port,
        agent: false,
        method,
        path,
        headers: { ...own, ...headers },
      };
      request(options, answer => void read(answer).then(resolve, failed))
        .once('error', failed)
        .end(sent);
    } catch (error) {
      failed(error as Error);
    }
  });
}

async function read(answer: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  let failed: string | undefined;
  try {
    for await (const chunk of answer) chunks.push(chunk as Buffer);
  } catch (error) {
    failed = (error as NodeJS.ErrnoException).code;
  }
  const headers = new Map(Object.entries(answer.headers).map(([name, value]) => [name, String(value)]));
  return { status: answer.statusCode, headers, body: Buffer.concat(chunks).toString('latin1'), failed };
}
