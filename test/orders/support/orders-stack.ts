import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { TelemetryTaps } from 'nestjs-observability';
import { DataSource } from 'typeorm';
import { AppModule as OrdersApp } from '../../../apps/orders/src/app.module.js';
import { LocalIssuer } from '../../../apps/orders/src/auth/local-issuer.js';
import { prepareDatabase } from '../../../apps/orders/src/database/prepare-database.js';
import type { OrdersSettings } from '../../../apps/orders/src/orders.settings.js';
import { AppModule as PaymentsApp } from '../../../apps/payments/src/app.module.js';
import type { Adapter } from '../../support/test-app.js';
import { unobserved } from '../../support/unobserved.js';
import type { OrderDatabase } from './order-database.js';

// What the services log is not what these suites look at, and there are thousands of lines of it.
process.env.LOG_LEVEL ??= 'silent';

/** An answer of the orders service. */
export interface Answer {
  readonly status: number;
  // The suites assert on the body field by field.
  readonly body: any; // eslint-disable-line @typescript-eslint/no-explicit-any
}

/** It is there to be found. */
const DELIBERATE = 'report_lines_one_by_one';

/** Both services, running on free ports over a database of their own. */
export class OrdersStack {
  /** Names of spans with an N+1 that nobody meant. */
  readonly #repeating: string[] = [];

  private constructor(
    readonly orders: INestApplication,
    readonly payments: INestApplication,
    private readonly database: OrderDatabase,
    private readonly issuer: LocalIssuer,
  ) {
    orders.get(TelemetryTaps, { strict: false }).tap({
      onSpan: ({ name, events }) => {
        if (name !== DELIBERATE && events.some(event => event.name === 'n_plus_one'))
          this.#repeating.push(name);
      },
    });
  }

  static async start(
    createDatabase: () => Promise<OrderDatabase>,
    overrides: Partial<OrdersSettings> = {},
    adapter: Adapter = 'express',
  ): Promise<OrdersStack> {
    const database = await createDatabase();
    const { dataDirectory, databaseUrl } = database;
    const payments = await NestFactory.create(
      PaymentsApp.forRoot({ host: '127.0.0.1', port: 0, slowDelay: 60, stuckDelay: 10_000 }),
      httpAdapter(adapter),
      { logger: false },
    );
    await payments.listen(0, '127.0.0.1');
    const orders = await NestFactory.create(
      OrdersApp.forRoot({
        host: '127.0.0.1',
        port: 0,
        dataDirectory,
        ...(databaseUrl && { databaseUrl }),
        paymentsUrl: urlOf(payments),
        // Long enough for forty orders at once on a machine that is busy with something else.
        paymentsTimeout: 3_000,
        production: false,
        ...overrides,
      }),
      httpAdapter(adapter),
      { logger: false },
    );
    await prepareDatabase(orders.get(DataSource));
    await orders.listen(0, '127.0.0.1');
    return new OrdersStack(orders, payments, database, await LocalIssuer.open(dataDirectory));
  }

  /** @throws Error when a suite has met an N+1 that nobody meant */
  async stop(): Promise<void> {
    await this.orders.close();
    await this.payments.close();
    await this.database.remove();
    if (this.#repeating.length > 0) throw new Error(`N+1 in ${this.#repeating.join(', ')}`);
  }

  /** A token of the local issuer: `'alice clerk acme'`. */
  token(holder: string): Promise<string> {
    const [user, role, tenant] = holder.split(' ') as [string, string, string];
    return this.issuer.issue({ user, tenant, roles: [role] });
  }

  /** Sends `'POST /orders'` on behalf of a holder as {@link token} takes it. */
  async send(holder: string, route: string, body?: unknown): Promise<Answer> {
    return this.sendWithToken(await this.token(holder), route, body);
  }

  /** Sends a request with the token given, or with none. */
  async sendWithToken(token: string | undefined, route: string, body?: unknown): Promise<Answer> {
    const [method, path] = route.split(' ') as [string, string];
    const headers = {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(token && { authorization: `Bearer ${token}` }),
    };
    const url = urlOf(this.orders) + path;
    const sent = unobserved(() => request(url, { method, headers, agent: false }));
    sent.end(body === undefined ? undefined : JSON.stringify(body));
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    return { status: response.statusCode ?? 0, body: await json(response) };
  }

  /** Pieces of a product that are left. */
  async stock(sku: string, tenant = 'acme'): Promise<number> {
    const row = await this.orders.get(DataSource).getRepository('Product').findOneByOrFail({ tenant, sku });
    return row.stock as number;
  }
}

/** A valid body of `POST /orders`, with what the test wants to differ. */
export function orderOf(differences: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    customerId: 'carol',
    items: [{ sku: 'TEA-GREEN', quantity: 2 }],
    paymentMethod: 'card',
    email: 'carol@example.com',
    shippingAddress: '1 Harbour Street, Porto',
    ...differences,
  };
}

/** The services are written for either; both run on Express when nothing is said. */
function httpAdapter(adapter: Adapter): ExpressAdapter {
  return adapter === 'express' ? new ExpressAdapter() : (new FastifyAdapter() as unknown as ExpressAdapter);
}

function urlOf(app: INestApplication): string {
  return `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`;
}
