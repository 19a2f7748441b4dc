import { step } from '../report/step.ts';
import { runToEnd } from './run-to-end.ts';
import type { ServiceEnvironment } from './service-environment.ts';
import { ServiceProcess, type ServiceStart } from './service-process.ts';

const NEST = 'node_modules/@nestjs/cli/bin/nest.js';

/** The two services of the demo, from their source to running processes. */
export class DemoServices {
  readonly #running: ServiceProcess[] = [];
  readonly #signal: AbortSignal;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  /** Builds the library, then both services against it. */
  async build(): Promise<void> {
    for (const project of ['observability', 'orders', 'payments']) {
      const title = `build ${project}`;
      const args = [NEST, 'build', project];
      await step(title, () => runToEnd({ title, args, env: process.env, signal: this.#signal }));
    }
  }

  /** Prepares the database and starts both services; resolves when they are ready. */
  async start({ ordersUrl, paymentsUrl, ...environment }: ServiceEnvironment): Promise<void> {
    const { variables: env, database } = environment;
    const title = `migrate and seed the orders on ${database}`;
    const args = ['apps/orders/dist/database/prepare.js'];
    await step(title, () => runToEnd({ title, args, env, signal: this.#signal }));
    await this.#start({ ...environment, env, name: 'payments', url: paymentsUrl });
    await this.#start({ ...environment, env, name: 'orders', url: ordersUrl });
  }

  get orders(): ServiceProcess {
    return this.#named('orders');
  }

  get payments(): ServiceProcess {
    return this.#named('payments');
  }

  /** Rejects when one of the services ends by itself. */
  crash(): Promise<never> {
    return Promise.race(this.#running.map(service => service.crash()));
  }

  /** Orders first: it may still need payments for its last requests. */
  async stop(): Promise<void> {
    for (const service of this.#running.toReversed()) await service.stop();
  }

  #start(start: ServiceStart): Promise<void> {
    return step(`start ${start.name} on ${start.url}`, () =>
      ServiceProcess.start(start, service => this.#running.push(service)),
    );
  }

  #named(name: string): ServiceProcess {
    return this.#running.find(service => service.name === name)!;
  }
}
