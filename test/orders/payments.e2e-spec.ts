import { DATABASES } from './support/order-database.js';
import { orderOf, OrdersStack } from './support/orders-stack.js';

const CLERK = 'alice clerk acme';

describe.each(DATABASES)('paying for orders on %s', (_name, createDatabase) => {
  let stack: OrdersStack;
  beforeAll(async () => (stack = await OrdersStack.start(createDatabase)));
  afterAll(() => stack.stop());

  it.each([
    ['refuses the card', 'card_declined', 402],
    ['fails', 'card_error', 502],
    ['does not answer in time', 'card_stuck', 504],
  ])('puts the stock back when the payment service %s', async (_what, paymentMethod, status) => {
    const before = await stack.stock('TEA-GREEN');
    expect((await stack.send(CLERK, 'POST /orders', orderOf({ paymentMethod }))).status).toBe(status);
    expect(await stack.stock('TEA-GREEN')).toBe(before);
    const { body } = await stack.send(CLERK, 'GET /orders?limit=1');
    expect(body.orders[0]).toMatchObject({ paymentMethod, status: 'payment_failed' });
  });

  it('refuses an amount above the limit of the card', async () => {
    const items = [{ sku: 'POT-CLAY', quantity: 100 }];
    const { body, status } = await stack.send(
      CLERK,
      'POST /orders',
      orderOf({ items, paymentMethod: 'card' }),
    );
    expect(status).toBe(201);
    const more = [...items, { sku: 'MUG-BLUE', quantity: 10 }];
    const refused = await stack.send(CLERK, 'POST /orders', orderOf({ items: more }));
    expect(body.totalCents).toBe(490_000);
    expect(refused).toMatchObject({ status: 402, body: { reason: 'limit_exceeded' } });
  });

  it('waits for a card that is merely slow', async () => {
    const started = performance.now();
    const { status } = await stack.send(CLERK, 'POST /orders', orderOf({ paymentMethod: 'card_slow' }));
    expect(status).toBe(201);
    expect(performance.now() - started).toBeGreaterThan(55);
  });

  it('leaves an order paid when its refund fails, so that cancelling can be tried again', async () => {
    const { body } = await stack.send(CLERK, 'POST /orders', orderOf());
    await stack.payments.close();
    const cancelled = await stack.send(CLERK, `POST /orders/${body.id}/cancel`, {
      reason: 'changed my mind',
    });
    expect(cancelled.status).toBe(502);
    expect((await stack.send(CLERK, `GET /orders/${body.id}`)).body.status).toBe('paid');
  });

  it('answers 502 while the payment service is down', async () => {
    const before = await stack.stock('TEA-GREEN');
    expect((await stack.send(CLERK, 'POST /orders', orderOf())).status).toBe(502);
    expect(await stack.stock('TEA-GREEN')).toBe(before);
  });
});
