import type { IncomingMessage } from 'node:http';

/** Bytes; what is asked for here is short. */
const most = 4_096;

/** The body of a request as text, or `undefined` when it is too long. What is sent beyond that is not kept. */
export async function readBody(message: IncomingMessage): Promise<string | undefined> {
  if (Number(message.headers['content-length'] ?? 0) > most) return undefined;
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > most) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
