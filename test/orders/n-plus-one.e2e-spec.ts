import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  captureTelemetry,
  expectNoNPlusOne,
  NPlusOneError,
  type TelemetryCapture,
} from 'nestjs-observability/testing';
import { adapters } from '../support/test-app.js';
import { DATABASES } from './support/order-database.js';
import { orderOf, OrdersStack } from './support/orders-stack.js';

const CLERK = 'alice clerk acme';
const file = 'apps/orders/src/reports/line-report.service.ts';
const line =
  readFileSync(join(__dirname, '../..', file), 'utf8')
    .split('\n')
    .findIndex(text => text.includes('await this.items.findBy({ orderId })')) + 1;

describe.each(adapters)('The report of lines on %s', adapter => {
  let stack: OrdersStack;
  let telemetry: TelemetryCapture;

  beforeAll(async () => {
    stack = await OrdersStack.start(DATABASES[0]![1], {}, adapter);
    telemetry = captureTelemetry(stack.orders);
    for (let at = 0; at < 6; at += 1) await stack.send(CLERK, 'POST /orders', orderOf());
  }, 30_000);
  beforeEach(() => telemetry.clear());
  afterAll(() => stack.stop());

  const report = async (route: string) => {
    const { body } = await stack.send(CLERK, route);
    await telemetry.waitForIdle();
    return body;
  };

  it('is the same either way, and one of the ways is found with its line', async () => {
    const together = await report('GET /reports/lines');
    expectNoNPlusOne(telemetry);
    const oneByOne = await report('GET /reports/lines/one-by-one');

    expect(together).toEqual({ orders: 6, lines: 6, pieces: 12 });
    expect(oneByOne).toEqual(together);
    expect(() => expectNoNPlusOne(telemetry)).toThrow(NPlusOneError);
    expect(() => expectNoNPlusOne(telemetry)).toThrow(
      `SELECT order_items ran 6 times below report_lines_one_by_one, from ${file}:${line}`,
    );
  });
});
