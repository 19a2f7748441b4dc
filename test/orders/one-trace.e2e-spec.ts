import { captureTelemetry, type TelemetryCapture } from 'nestjs-observability/testing';
import 'nestjs-observability/testing/jest';
import { setEnvironment } from '../support/environment.js';
import { OtlpReceiver } from '../support/otlp-receiver.js';
import { adapters } from '../support/test-app.js';
import { DATABASES } from './support/order-database.js';
import { orderOf, OrdersStack } from './support/orders-stack.js';

const CLERK = 'alice clerk acme';
/** Has a trace of its own: nobody waits for it. */
const confirmation = new Set(['send_confirmation', 'send_mail']);

describe.each(adapters)('An order on %s, through both services', adapter => {
  let stack: OrdersStack;
  let orders: TelemetryCapture;
  let payments: TelemetryCapture;

  beforeAll(async () => {
    stack = await OrdersStack.start(DATABASES[0]![1], {}, adapter);
    orders = captureTelemetry(stack.orders);
    payments = captureTelemetry(stack.payments);
  });
  beforeEach(() => Promise.all([orders.clear(), payments.clear()]));
  afterAll(() => stack.stop());

  const place = async (paymentMethod: string) => {
    const { status } = await stack.send(CLERK, 'POST /orders', orderOf({ paymentMethod }));
    await Promise.all([orders.waitForIdle(), payments.waitForIdle()]);
    return status;
  };

  /** The call that crosses from one service to the other. */
  const expectOneTrace = () => {
    const spans = [...orders.spans(), ...payments.spans()];
    const ids = spans.filter(({ name }) => !confirmation.has(name)).map(({ traceId }) => traceId);
    expect(new Set(ids).size).toBe(1);
    const call = orders.spans().find(({ kind, name }) => kind === 'client' && name === 'POST');
    expect(payments).toHaveOneServerSpan({ traceId: ids[0]!, parentSpanId: call?.spanId });
  };

  it('is one trace: create_order > check_inventory, process_payment > the payment', async () => {
    expect(await place('card')).toBe(201);
    expect(orders.tree()).toBe(
      [
        'POST /orders [server] 201',
        '  create_order',
        '    transaction',
        '      BEGIN [client]',
        '      SELECT orders [client]',
        '      SELECT orders [client]',
        '      SELECT order_items [client]',
        '      INSERT orders [client]',
        '      INSERT order_items [client]',
        '      SELECT orders [client]',
        '      COMMIT [client]',
        '    check_inventory',
        '      UPDATE products [client]',
        '      SELECT products [client]',
        '    process_payment',
        '      POST [client] 201',
        '    transaction',
        '      BEGIN [client]',
        '      SELECT orders [client]',
        '      UPDATE orders [client]',
        '      SELECT orders [client]',
        '      COMMIT [client]',
        '',
        'send_confirmation',
        '  send_mail',
      ].join('\n'),
    );
    expect(payments.tree()).toBe(
      ['POST /payments [server] 201', '  charge_payment', '    authorize_card'].join('\n'),
    );
    expectOneTrace();
  });

  it('is confirmed behind its answer, in a trace that is linked to it', async () => {
    await place('card');
    const create = orders.spans().find(({ name }) => name === 'create_order');
    expect(orders.spans().find(({ name }) => name === 'send_confirmation')).toMatchObject({
      parentSpanId: undefined,
      links: [{ traceId: create!.traceId, spanId: create!.spanId }],
      attributes: { 'user.id': 'alice', 'tenant.id': 'acme' },
    });
  });

  it('shows where the payment broke', async () => {
    expect(await place('card_error')).toBe(502);
    expectOneTrace();
    expect(payments).toHaveSpan('authorize_card', {
      status: 'error',
      error: { type: 'Error', message: 'The card network closed the connection' },
    });
    expect(orders).toHaveSpan('check_inventory', { status: 'unset' });
    expect(orders).toHaveSpan('process_payment', {
      status: 'error',
      attributes: { 'error.type': 'PaymentUnavailableError', 'payment.method': 'card_error' },
    });
    expect(orders).toHaveOneServerSpan({ status: 502, spanStatus: 'error' });
  });

  it('is no failure of the service when the card is declined', async () => {
    expect(await place('card_declined')).toBe(402);
    expectOneTrace();
    expect(orders).toHaveOneServerSpan({
      status: 402,
      spanStatus: 'unset',
      attributes: { 'error.type': 'PaymentDeclinedError' },
    });
  });

  it('ends everywhere when the payment service does not answer in time', async () => {
    expect(await place('card_stuck')).toBe(504);
    expectOneTrace();
    expect(payments).toHaveOneServerSpan({ status: 499 });
    expect(orders).toHaveOneServerSpan({
      status: 504,
      spanStatus: 'error',
      attributes: { 'error.type': 'PaymentTimeoutError' },
    });
  });
});

describe('Orders of two tenants at once', () => {
  it('keep their traces apart as they cross both services', async () => {
    const receiver = await OtlpReceiver.start();
    const restore = setEnvironment({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint });
    const stack = await OrdersStack.start(DATABASES[0]![1]);
    const holders = ['alice clerk acme', 'gus clerk globex'];
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, index) => stack.send(holders[index % 2]!, 'POST /orders', orderOf())),
    );
    await stack.stop();
    restore();
    await receiver.stop();

    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    const servers = receiver.spans.filter(({ kind }) => kind === 'server');
    const placed = servers.filter(({ name }) => name === 'POST /orders');
    expect(new Set(placed.map(({ traceId }) => traceId)).size).toBe(60);
    for (const { traceId, attributes } of placed) {
      const trace = receiver.spans.filter(span => span.traceId === traceId);
      const steps = trace.filter(
        ({ name, attributes: own }) => name !== 'transaction' && !('db.system.name' in own),
      );
      expect(steps.map(({ name }) => name).sort()).toEqual([
        'POST',
        'POST /orders',
        'POST /payments',
        'authorize_card',
        'charge_payment',
        'check_inventory',
        'create_order',
        'process_payment',
      ]);
      const index = answers.findIndex(({ body }) => body.id === attributes['order_id']);
      const [user, , tenant] = holders[index % 2]?.split(' ') ?? [];
      expect([attributes['user.id'], attributes['tenant.id']]).toEqual([user, tenant]);
    }
  });
});
