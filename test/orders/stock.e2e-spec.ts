import { DATABASES } from './support/order-database.js';
import { orderOf, OrdersStack } from './support/orders-stack.js';

const CLERK = 'alice clerk acme';

describe.each(DATABASES)('stock on %s', (_name, createDatabase) => {
  let stack: OrdersStack;
  beforeAll(async () => (stack = await OrdersStack.start(createDatabase)));
  afterAll(() => stack.stop());

  const order = (items: { sku: string; quantity: number }[], paymentMethod = 'card') =>
    stack.send(CLERK, 'POST /orders', orderOf({ items, paymentMethod }));

  it('gives the last piece to one of two parallel orders', async () => {
    const last = [{ sku: 'SET-RARE', quantity: 1 }];
    const answers = await Promise.all([order(last), order(last)]);
    expect(answers.map(answer => answer.status).sort()).toEqual([201, 409]);
    expect(await stack.stock('SET-RARE')).toBe(0);
  });

  it('takes nothing when one of several products is sold out', async () => {
    const before = await stack.stock('TEA-BLACK');
    const lines = [
      { sku: 'TEA-BLACK', quantity: 3 },
      { sku: 'TIN-GONE', quantity: 1 },
    ];
    expect((await order(lines)).status).toBe(409);
    expect(await stack.stock('TEA-BLACK')).toBe(before);
  });

  it('adds up after forty parallel orders, some of which fail, in opposite lock orders', async () => {
    const before = [await stack.stock('TEA-BLACK'), await stack.stock('MUG-BLUE')];
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, index) => {
        const lines = [
          { sku: 'TEA-BLACK', quantity: 1 },
          { sku: 'MUG-BLUE', quantity: 2 },
        ];
        return order(index % 2 ? lines : lines.reverse(), index % 4 === 3 ? 'card_declined' : 'card');
      }),
    );
    const statuses = answers.map(answer => answer.status);
    expect(statuses.filter(status => status === 201)).toHaveLength(30);
    expect(statuses.filter(status => status === 402)).toHaveLength(10);
    expect(await stack.stock('TEA-BLACK')).toBe(before[0]! - 30);
    expect(await stack.stock('MUG-BLUE')).toBe(before[1]! - 60);
  });
});
