import {
  Agent as HttpAgent,
  request as httpRequest,
  type ClientRequest,
  type IncomingMessage,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { SecureContextOptions } from 'node:tls';
import { describeFailure } from '../../core/failure.js';
import type { ExportAnswer, ExportBody, ExportTransport } from '../pipeline/export-transport.js';
import { answerOf, type HttpAnswer } from './http-answer.js';

/** Makes the headers of a request, anew for each: a token may be rotated. */
export type HeaderSource = () => Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>;

/** Where an {@link OtlpHttpTransport} sends to, and how. */
export interface OtlpHttpTarget {
  /** Complete, e.g. `http://localhost:4318/v1/traces`. */
  readonly url: string;
  readonly format: 'protobuf' | 'json';
  readonly headers: HeaderSource;
  /** For `https:`; what Node trusts by default without it. */
  readonly tls?: Pick<SecureContextOptions, 'ca' | 'cert' | 'key'>;
}

/** More of an answer is not read. */
const longestAnswer = 65_536;
const contentTypes = { protobuf: 'application/x-protobuf', json: 'application/json' } as const;

/** A status has arrived, whatever becomes of the rest of the answer. */
type Heard = (answer: HttpAnswer) => void;

/** Speaks OTLP/HTTP on connections that are kept open. Follows no redirect; its sockets never hold the process. */
export class OtlpHttpTransport implements ExportTransport {
  private readonly agent: HttpAgent;
  private readonly open = new Set<ClientRequest>();
  private closed = false;

  constructor(private readonly target: OtlpHttpTarget) {
    const options = { keepAlive: true, ...target.tls };
    this.agent = target.url.startsWith('https:') ? new HttpsAgent(options) : new HttpAgent(options);
  }

  async send(body: ExportBody, timeoutMs: number): Promise<ExportAnswer> {
    if (this.closed) return { kind: 'retry', reason: 'the exporter is closed' };
    const late = deadlineIn(timeoutMs);
    try {
      const headers = await Promise.race([this.headersFor(body), late.over]);
      return answerOf(await this.answered(body.bytes, headers, late), this.target.format);
    } catch (thrown) {
      return { kind: 'retry', reason: reasonOf(thrown) };
    } finally {
      late.clear();
    }
  }

  close(): void {
    this.closed = true;
    for (const request of this.open) request.destroy(new Error('the application closed'));
    this.agent.destroy();
  }

  private async headersFor({ bytes, encoding }: ExportBody): Promise<Record<string, string | number>> {
    return {
      'user-agent': 'OTel-OTLP-Exporter-JavaScript nestjs-observability',
      ...(await this.target.headers()),
      'content-type': contentTypes[this.target.format],
      'content-length': bytes.length,
      ...(encoding === 'gzip' && { 'content-encoding': 'gzip' }),
    };
  }

  /** On a new connection at once where the backend had just closed the one that was kept, which is no failure of anybody. */
  private async answered(
    bytes: Uint8Array,
    headers: Record<string, string | number>,
    late: ReturnType<typeof deadlineIn>,
  ): Promise<HttpAnswer> {
    for (;;) {
      const { request, answer } = this.exchange(bytes, headers);
      // Ends with what the status says if there is one, else with this error.
      late.ends(error => request.destroy(error));
      try {
        return await answer;
      } catch (thrown) {
        if (this.closed || !wasClosedMeanwhile(request, thrown)) throw thrown;
      }
    }
  }

  private exchange(
    bytes: Uint8Array,
    headers: Record<string, string | number>,
  ): { readonly request: ClientRequest; readonly answer: Promise<HttpAnswer> } {
    const send = this.target.url.startsWith('https:') ? httpsRequest : httpRequest;
    const request = send(this.target.url, { method: 'POST', agent: this.agent, headers });
    this.open.add(request);
    // A socket that was kept holds the process again when it is used, so this is done for each request.
    request.once('socket', socket => socket.unref());
    request.once('close', () => this.open.delete(request));
    const answer = new Promise<HttpAnswer>((resolve, reject) => {
      let isHeard = false;
      // Once there is a status, it is the answer, whatever becomes of the connection.
      request.on('error', error => void (isHeard || reject(error)));
      request.once('response', response => {
        isHeard = true;
        readAnswer(response, resolve);
      });
    });
    // When the deadline came first, nobody listens any more.
    answer.catch(() => undefined);
    request.end(bytes);
    return { request, answer };
  }
}

/** The connection was kept from an earlier request, and its other end was gone before this one got there. */
function wasClosedMeanwhile({ reusedSocket }: ClientRequest, thrown: unknown): boolean {
  const { code } = thrown as { code?: unknown };
  return reusedSocket && (code === 'ECONNRESET' || code === 'EPIPE');
}

/** Reads until the end, the cap, or the loss of the connection: the status says already whether the batch was taken. */
function readAnswer(response: IncomingMessage, heard: Heard): void {
  const chunks: Buffer[] = [];
  let length = 0;
  const end = (): void =>
    heard({
      status: response.statusCode ?? 0,
      retryAfter: response.headers['retry-after'],
      body: Buffer.concat(chunks),
    });
  response.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    length += chunk.length;
    if (length > longestAnswer) response.destroy();
  });
  response.on('error', () => undefined);
  response.once('close', end);
}

/** A deadline for the whole attempt: a timeout of the socket would begin anew with each byte. */
function deadlineIn(milliseconds: number) {
  let expire: (error: Error) => void = () => undefined;
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const error = new Error(`not answered within ${milliseconds} ms`);
      expire(error);
      reject(error);
    }, milliseconds).unref();
  });
  over.catch(() => undefined);
  return {
    over,
    ends: (stop: (error: Error) => void): void => void (expire = stop),
    clear: (): void => clearTimeout(timer),
  };
}

/** Codes such as `ECONNREFUSED` say more than messages, which are empty when every address of a host refused. */
function reasonOf(thrown: unknown): string {
  const { message, type } = describeFailure(thrown);
  const { code } = thrown as { code?: unknown };
  return typeof code === 'string' && !message.includes(code) ? `${code} ${message}`.trim() : message || type;
}
