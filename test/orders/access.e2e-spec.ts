import { SignJWT } from 'jose';
import { DATABASES } from './support/order-database.js';
import { orderOf, OrdersStack } from './support/orders-stack.js';

const CLERK = 'alice clerk acme';
const CAROL = 'carol customer acme';
const AUDITOR = 'ada auditor acme';

describe.each(DATABASES)('access to orders on %s', (_name, createDatabase) => {
  let stack: OrdersStack;
  let id: string;
  beforeAll(async () => {
    stack = await OrdersStack.start(createDatabase);
    id = (await stack.send(CAROL, 'POST /orders', orderOf())).body.id;
  });
  afterAll(() => stack.stop());

  it('answers 401 without a token, with a broken one and with one that somebody else signed', async () => {
    const forged = await new SignJWT({ tenant: 'acme', roles: ['clerk'] })
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuer('urn:orders:local')
      .setAudience('orders')
      .setSubject('mallory')
      .setExpirationTime('1h')
      .sign(new TextEncoder().encode('a secret that nobody knows about'));
    for (const token of [undefined, 'abc', forged]) {
      expect((await stack.sendWithToken(token, 'GET /orders')).status).toBe(401);
    }
  });

  it('lets customers see their own orders and nobody else’s', async () => {
    expect((await stack.send(CAROL, `GET /orders/${id}`)).status).toBe(200);
    expect((await stack.send('dave customer acme', `GET /orders/${id}`)).status).toBe(404);
    expect((await stack.send('dave customer acme', 'GET /orders')).body.orders).toEqual([]);
  });

  it('lets customers order for themselves only', async () => {
    expect((await stack.send('dave customer acme', 'POST /orders', orderOf())).status).toBe(403);
  });

  it('hides the orders of one tenant from the clerks of another', async () => {
    const stranger = 'gus clerk globex';
    expect((await stack.send(stranger, `GET /orders/${id}`)).status).toBe(404);
    expect((await stack.send(stranger, `POST /orders/${id}/cancel`, { reason: 'curious' })).status).toBe(404);
    expect((await stack.send(stranger, 'GET /orders')).body.orders).toEqual([]);
  });

  it('lets only clerks cancel', async () => {
    for (const holder of [CAROL, AUDITOR]) {
      const answer = await stack.send(holder, `POST /orders/${id}/cancel`, { reason: 'not allowed' });
      expect(answer.status).toBe(403);
    }
  });

  it('lets auditors read and change nothing', async () => {
    const shippingAddress = '9 Hill Road, Lisbon';
    expect((await stack.send(AUDITOR, `GET /orders/${id}`)).status).toBe(200);
    expect((await stack.send(AUDITOR, 'POST /orders', orderOf())).status).toBe(403);
    expect(
      (await stack.send(AUDITOR, `PATCH /orders/${id}/shipping-address`, { shippingAddress })).status,
    ).toBe(403);
  });

  it('gives a token without a known role no access', async () => {
    expect((await stack.send('eve guest acme', 'GET /orders')).status).toBe(403);
  });

  it('lets a clerk see and cancel the orders of every customer of the tenant', async () => {
    expect((await stack.send(CLERK, `POST /orders/${id}/cancel`, { reason: 'asked by phone' })).status).toBe(
      200,
    );
  });
});
