import type { Server } from 'node:http';
import { until } from './until.js';

/** Counts the requests that a server is busy with, by the raw events of Node, whatever framework answers them. */
export class OpenRequests {
  #started = 0;
  #closed = 0;

  constructor(server: Server) {
    // First, because a handler may answer before later listeners hear of the request.
    server.prependListener('request', (_request, response) => {
      this.#started += 1;
      response.once('close', () => (this.#closed += 1));
    });
  }

  /** Requests that have reached the server so far. */
  get started(): number {
    return this.#started;
  }

  /** Resolves once the server has heard of this many requests. */
  async waitForStart(count: number): Promise<void> {
    await until(() => this.#started >= count, { describe: () => `request ${count} to reach the server` });
  }

  /** Resolves once every response is closed, and everything that listens to that has run. */
  async waitForClose(): Promise<void> {
    await until(() => this.#closed === this.#started, {
      describe: () => `${this.#started - this.#closed} open responses to close`,
    });
    await new Promise(resolve => setImmediate(resolve));
  }
}
