import type { AbstractHttpAdapter } from '@nestjs/core';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';

/** How long each step may take, in milliseconds. */
export interface DrainDeadlines {
  readonly drainWaitMs: number;
  readonly inFlightTimeoutMs: number;
}

/** Milliseconds between two looks for connections that have become idle. */
const interval = 25;
/** Milliseconds that a server has to notice that its connections were cut. */
const afterCut = 250;

/**
 * Lets the requests of an application end before it does: load balancers get the time to notice that it is not ready, connections
 * are closed as soon as they are idle, and what is still open at the deadline is cut instead of waited for forever.
 *
 * Nest awaits both `beforeClose()`, before any shutdown hook, and `close()`, before the last ones. They are extended on this one
 * adapter instance, and still do what they did.
 */
export class HttpDrain {
  private last = false;

  constructor(
    private readonly adapter: AbstractHttpAdapter,
    private readonly deadlines: DrainDeadlines,
    /** Aborted when nobody should wait any more. */
    private readonly hurry: AbortSignal,
  ) {}

  /** Before the routes are mapped, so that whoever extends the adapter later is asked first. */
  attach(): void {
    const { adapter } = this;
    const { beforeClose, close } = adapter as { beforeClose?: () => unknown; close: () => unknown };
    adapter.beforeClose = async () => {
      await this.wait();
      await beforeClose?.call(adapter);
    };
    adapter.close = () => this.closeWithin(this.deadlines.inFlightTimeoutMs, () => close.call(adapter));
  }

  /** Takes no more requests, and gives those under way so many milliseconds. */
  async refuse(milliseconds: number): Promise<void> {
    const server = this.server;
    if (!server?.listening) return;
    this.endConnections(server);
    await this.closeWithin(milliseconds, () => new Promise(resolve => void server.close(resolve)));
  }

  private get server(): Server | undefined {
    return this.adapter.getHttpServer() as Server | undefined;
  }

  private async wait(): Promise<void> {
    const server = this.server;
    if (!server?.listening) return;
    this.endConnections(server);
    const { drainWaitMs } = this.deadlines;
    // Somebody waits for this one, so it holds the process.
    if (drainWaitMs > 0) await sleep(drainWaitMs, undefined, { signal: this.hurry }).catch(() => undefined);
  }

  /** A client that keeps its connection would never go elsewhere. */
  private endConnections(server: Server): void {
    if (this.last) return;
    this.last = true;
    server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
      if (request.httpVersionMajor === 1 && !response.headersSent) response.setHeader('connection', 'close');
    });
  }

  private async closeWithin(milliseconds: number, close: () => unknown): Promise<void> {
    const server = this.server;
    const closing = Promise.resolve(close());
    // HTTP/2 servers have neither.
    if (!server || typeof server.closeAllConnections !== 'function') return void (await closing);
    const idle = setInterval(() => server.closeIdleConnections(), interval);
    const cut = new AbortController();
    const deadline = sleep(milliseconds, undefined, { signal: AbortSignal.any([cut.signal, this.hurry]) })
      .catch(() => undefined)
      .then(() => !cut.signal.aborted);
    try {
      const isLate = await Promise.race([closing.then(() => false), deadline]);
      if (!isLate) return;
      server.closeAllConnections();
      // Upgraded connections are not the server's any more, and would hold it for as long as they like.
      await Promise.race([closing, sleep(afterCut)]);
      // The server is closed before its last connections say so, and with them the requests that were cut.
      await turn();
      await turn();
    } finally {
      cut.abort();
      clearInterval(idle);
    }
  }
}
