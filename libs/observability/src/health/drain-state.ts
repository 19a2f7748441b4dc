import { Injectable, Logger } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';

/**
 * Whether the application is on its way out. Known as soon as Nest starts to close - `app.close()`, or a signal
 * after `app.enableShutdownHooks()` - and before the first shutdown hook of any module runs.
 */
@Injectable()
export class DrainState {
  readonly #logger = new Logger('Health');
  #draining = false;
  #watching = false;

  constructor(private readonly host: HttpAdapterHost) {}

  get draining(): boolean {
    return this.#draining;
  }

  /** Makes the process unready for good. */
  begin(): void {
    if (!this.#draining) {
      this.#draining = true;
      this.#logger.log('Draining: readiness answers 503 from now on');
    }
  }

  /**
   * Starts to listen for the close of the application.
   *
   * Lifecycle hooks come too late: Nest awaits them module after module, so any slow `onModuleDestroy` may run
   * first. `HttpServer.beforeClose()` is the documented call "before the shutdown hooks run"; it is extended on this
   * one adapter instance (never on the prototype) and still does what it did. A listener for SIGTERM of our own
   * would switch off Node's default of ending the process, and Nest's listener arrives here at once anyway.
   * `test/health/draining.e2e-spec.ts` pins this on both adapters.
   */
  watch(): void {
    const adapter = this.host.httpAdapter;
    if (this.#watching || !adapter) {
      return;
    }
    this.#watching = true;
    const beforeClose = adapter.beforeClose;
    adapter.beforeClose = () => {
      this.begin();
      return beforeClose?.call(adapter);
    };
  }
}
