import axios from 'axios';
import { Agent, request, type RequestOptions } from 'node:http';
import { Agent as UndiciAgent, fetch as undiciFetch, request as undiciRequest } from 'undici';

/** What a client is asked for. */
export interface ClientCall {
  readonly url: string;
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly signal?: AbortSignal;
}

/** Calls and reads the answer to its end; rejects where none, or not all of it, came. */
export type HttpClient = (call: ClientCall) => Promise<string>;

/** Kept connections of each client, which are closed at the end. */
export class HttpClients {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 1 });
  private readonly undici = new UndiciAgent({ connections: 1 });

  readonly all: Readonly<Record<string, HttpClient>> = {
    fetch: async ({ url, ...init }) => (await fetch(url, init)).text(),
    'fetch of the package': async ({ url, ...init }) =>
      (await undiciFetch(url, { ...init, dispatcher: this.undici } as never)).text(),
    'request of undici': async ({ url, ...init }) =>
      (await undiciRequest(url, { ...init, dispatcher: this.undici } as never)).body.text(),
    'node:http': ({ url, ...options }) => read(url, { ...options, agent: this.agent }),
    axios: async ({ url, ...config }) =>
      String(
        (
          await axios.request({
            url,
            ...config,
            httpAgent: this.agent,
            validateStatus: () => true,
            responseType: 'text',
          } as never)
        ).data,
      ),
  };

  async close(): Promise<void> {
    this.agent.destroy();
    await this.undici.destroy();
  }
}

function read(url: string, options: RequestOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    request(url, options, response => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve(text));
      response.on('error', reject);
    })
      .on('error', reject)
      .end();
  });
}
