import type { INestApplication, Type } from '@nestjs/common';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { ObservabilityModule, type ObservabilityOptions } from 'nestjs-observability';
import { captureTelemetry, type TelemetryCapture } from 'nestjs-observability/testing';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { OpenRequests } from './open-requests.js';
import { TestClient } from './test-client.js';

/** For `describe.each(adapters)('on %s', adapter => ...)`. */
export const adapters = ['express', 'fastify'] as const;

/** The HTTP adapters that Nest has. */
export type Adapter = (typeof adapters)[number];

/** An application that listens on a free port of 127.0.0.1. */
export interface RunningTestApp {
  readonly app: INestApplication;
  readonly url: string;
  readonly port: number;
  /** Everything the application recorded since it was made. */
  readonly telemetry: TelemetryCapture;
  readonly client: TestClient;
  /** Closes the application; calling it again does nothing. */
  stop(): Promise<void>;
}

type Configure = (app: INestApplication) => void | Promise<void>;

/** What a test app is built from. */
interface Blueprint {
  readonly module: Type;
  readonly adapter: Adapter;
  readonly options: ObservabilityOptions | 'own';
  readonly configure: readonly Configure[];
}

/** Log lines go nowhere but to the capture. */
const nowhere = { write: () => true };

/** Builds the application of a test step by step; each step gives a new builder. */
export class TestAppBuilder {
  constructor(private readonly blueprint: Blueprint) {}

  /** @defaultValue `'express'` */
  on(adapter: Adapter): TestAppBuilder {
    return new TestAppBuilder({ ...this.blueprint, adapter });
  }

  /** What `main.ts` would do between creating the application and listening. */
  with(configure: Configure): TestAppBuilder {
    return new TestAppBuilder({ ...this.blueprint, configure: [...this.blueprint.configure, configure] });
  }

  /** Options of the `ObservabilityModule.forRoot()` that is imported beside the module; `'own'` if it imports its own. */
  observedWith(options: ObservabilityOptions | 'own'): TestAppBuilder {
    return new TestAppBuilder({ ...this.blueprint, options });
  }

  /** Listens before it resolves; an error at bootstrap rejects instead of ending the process. */
  async start(): Promise<RunningTestApp> {
    const { configure } = this.blueprint;
    const app = await this.#create();
    const telemetry = captureTelemetry(app);
    for (const step of configure) await step(app);
    const server = app.getHttpServer() as Server;
    const open = new OpenRequests(server);
    await app.listen(0, '127.0.0.1');
    const { port } = server.address() as AddressInfo;
    let stopped: Promise<void> | undefined;
    return {
      app,
      url: `http://127.0.0.1:${port}`,
      port,
      telemetry,
      client: new TestClient(port, open, () => telemetry.waitForIdle()),
      stop: () => (stopped ??= app.close()),
    };
  }

  async #create(): Promise<INestApplication> {
    const { module, adapter, options } = this.blueprint;
    const root = options === 'own' ? module : rootOf(module, options);
    const http =
      adapter === 'express' ? new ExpressAdapter() : new FastifyAdapter({ forceCloseConnections: true });
    const quiet = options === 'own' ? {} : { logger: ['error', 'warn'] as ('error' | 'warn')[] };
    return NestFactory.create(root, http as ExpressAdapter, {
      ...quiet,
      abortOnError: false,
      forceCloseConnections: true,
    });
  }
}

/** `const { client, telemetry, stop } = await testApp(OrdersModule).on('fastify').start();` */
export const testApp = (module: Type): TestAppBuilder =>
  new TestAppBuilder({ module, adapter: 'express', options: {}, configure: [] });

function rootOf(module: Type, options: ObservabilityOptions): Type {
  const logging = typeof options.logging === 'object' ? options.logging : {};
  const observed = ObservabilityModule.forRoot({
    // The tests call as a neighbouring service would; what strangers get is the matter of test/sampling.
    propagation: { trust: ['127.0.0.1'] },
    // How busy the machine of the tests is must not decide what is recorded; test/harmless has specs about that.
    shedding: false,
    ...options,
    ...(options.logging !== false && { logging: { destination: nowhere, ...logging } }),
  });
  @Module({ imports: [observed, module] })
  class TestRootModule {}
  return TestRootModule;
}
