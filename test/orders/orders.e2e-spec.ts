import { DATABASES } from './support/order-database.js';
import { orderOf, OrdersStack } from './support/orders-stack.js';

const CLERK = 'alice clerk acme';
const UNKNOWN = '01890000-0000-7000-8000-000000000000';

describe.each(DATABASES)('orders on %s', (_name, createDatabase) => {
  let stack: OrdersStack;
  beforeAll(async () => (stack = await OrdersStack.start(createDatabase)));
  afterAll(() => stack.stop());

  const place = async (differences = {}): Promise<string> =>
    (await stack.send(CLERK, 'POST /orders', orderOf(differences))).body.id;

  it('places an order, charges it and takes the stock', async () => {
    const before = await stack.stock('TEA-GREEN');
    const { status, body } = await stack.send(CLERK, 'POST /orders', orderOf());
    expect(status).toBe(201);
    expect(body).toMatchObject({
      customerId: 'carol',
      status: 'paid',
      items: [{ sku: 'TEA-GREEN', quantity: 2, unitPriceCents: 690 }],
      totalCents: 1380,
    });
    expect(await stack.stock('TEA-GREEN')).toBe(before - 2);
  });

  it('shows an order as it was placed', async () => {
    const placed = await stack.send(CLERK, 'POST /orders', orderOf());
    expect(await stack.send(CLERK, `GET /orders/${placed.body.id}`)).toEqual({
      status: 200,
      body: placed.body,
    });
  });

  it.each([
    ['an empty body', {}],
    ['no items', orderOf({ items: [] })],
    ['a quantity of zero', orderOf({ items: [{ sku: 'TEA-GREEN', quantity: 0 }] })],
    ['half a piece', orderOf({ items: [{ sku: 'TEA-GREEN', quantity: 0.5 }] })],
    ['the same product twice', orderOf({ items: Array(2).fill({ sku: 'TEA-GREEN', quantity: 1 }) })],
    ['an item that is null', orderOf({ items: [null] })],
    ['a wrong address of mail', orderOf({ email: 'carol' })],
    ['a payment method that does not exist', orderOf({ paymentMethod: 'shells' })],
    ['a product that does not exist', orderOf({ items: [{ sku: 'NOPE', quantity: 1 }] })],
  ])('refuses %s with 400', async (_what, body) => {
    expect((await stack.send(CLERK, 'POST /orders', body)).status).toBe(400);
  });

  it('answers 404 for an order that does not exist and 400 for an id that cannot be one', async () => {
    expect((await stack.send(CLERK, `GET /orders/${UNKNOWN}`)).status).toBe(404);
    expect((await stack.send(CLERK, 'GET /orders/7')).status).toBe(400);
  });

  it('pages through the orders of a state, newest first, each exactly once', async () => {
    const ids = [await place(), await place(), await place()];
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const query: string = `status=paid&limit=2${cursor && `&cursor=${cursor}`}`;
      const { body } = await stack.send(CLERK, `GET /orders?${query}`);
      seen.push(...body.orders.map((order: { id: string }) => order.id));
      cursor = body.nextCursor;
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.slice(0, 3)).toEqual(ids.reverse());
  });

  it('takes an empty status and cursor for none', async () => {
    await place();
    const { status, body } = await stack.send(CLERK, 'GET /orders?status=&cursor=');
    expect(status).toBe(200);
    expect(body).toEqual((await stack.send(CLERK, 'GET /orders')).body);
    expect(body.orders.length).toBeGreaterThan(0);
  });

  it.each(['status=lost', 'cursor=abc', 'limit=0', 'limit=1000'])(
    'refuses GET /orders?%s with 400',
    async query => {
      expect((await stack.send(CLERK, `GET /orders?${query}`)).status).toBe(400);
    },
  );

  it('cancels an order once, puts the stock back and answers 409 afterwards', async () => {
    const before = await stack.stock('TEA-GREEN');
    const cancel = `POST /orders/${await place()}/cancel`;
    const first = await stack.send(CLERK, cancel, { reason: 'changed my mind' });
    expect(first).toMatchObject({
      status: 200,
      body: { status: 'cancelled', cancelReason: 'changed my mind' },
    });
    expect((await stack.send(CLERK, cancel, { reason: 'changed my mind' })).status).toBe(409);
    expect(await stack.stock('TEA-GREEN')).toBe(before);
  });

  it('restores the stock once when two clerks cancel at the same moment', async () => {
    const before = await stack.stock('TEA-GREEN');
    const cancel = `POST /orders/${await place()}/cancel`;
    const send = () => stack.send(CLERK, cancel, { reason: 'changed my mind' });
    const statuses = (await Promise.all([send(), send()])).map(answer => answer.status);
    expect(statuses.sort()).toEqual([200, 409]);
    expect(await stack.stock('TEA-GREEN')).toBe(before);
  });

  it('needs a reason to cancel', async () => {
    expect((await stack.send(CLERK, `POST /orders/${await place()}/cancel`, {})).status).toBe(400);
  });

  it('changes the shipping address of a paid order, and of no other', async () => {
    const id = await place();
    const change = `PATCH /orders/${id}/shipping-address`;
    const shippingAddress = '9 Hill Road, Lisbon';
    expect((await stack.send(CLERK, change, { shippingAddress })).status).toBe(200);
    expect((await stack.send(CLERK, `GET /orders/${id}`)).body.shippingAddress).toBe(shippingAddress);
    expect((await stack.send(CLERK, change, { shippingAddress: 'x' })).status).toBe(400);
    await stack.send(CLERK, `POST /orders/${id}/cancel`, { reason: 'changed my mind' });
    expect((await stack.send(CLERK, change, { shippingAddress })).status).toBe(409);
    expect((await stack.send(CLERK, change.replace(id, UNKNOWN), { shippingAddress })).status).toBe(404);
  });
});
