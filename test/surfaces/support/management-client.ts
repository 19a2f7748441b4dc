import { request, type IncomingMessage } from 'node:http';
import { unobserved } from '../../support/unobserved.js';

/** An answer that has been read to its end. */
export interface ManagementAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
  /** The body, parsed. */
  readonly json: unknown;
}

/** What is sent. */
export interface ManagementCall {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  /** Sent as it is. */
  readonly body?: string;
}

/** Asks the listener for operators as curl would: on a connection of its own, with headers that `fetch` keeps for itself. */
export function askManagement(url: string, call: ManagementCall = {}): Promise<ManagementAnswer> {
  const {
    method = 'GET',
    headers = {},
    json,
    body = json === undefined ? undefined : JSON.stringify(json),
  } = call;
  const type = json === undefined ? {} : { 'content-type': 'application/json' };
  const options = { method, agent: false, headers: { ...type, ...headers } };
  return new Promise((resolve, reject) => {
    const read = (answer: IncomingMessage): void => {
      let text = '';
      answer.setEncoding('utf8').on('data', (part: string) => (text += part));
      answer.on('end', () => {
        const isJson = String(answer.headers['content-type']).startsWith('application/json') && text !== '';
        resolve({
          status: answer.statusCode ?? 0,
          headers: answer.headers,
          text,
          json: isJson ? JSON.parse(text) : undefined,
        });
      });
    };
    unobserved(() => request(url, options, read))
      .once('error', reject)
      .end(body);
  });
}
