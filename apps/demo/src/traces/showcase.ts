import { randomUUID } from 'node:crypto';
import { eventually } from '../eventually.ts';
import type { DemoServices } from '../services/demo-services.ts';
import type { LogLine } from '../services/service-log.ts';
import type { ShopClient } from '../traffic/shop-client.ts';
import type { OtlpReceiver } from './otlp-receiver.ts';
import { hasPath, type SpanName, type TraceNode, traceTrees } from './trace-tree.ts';

/** One order with everything that was recorded about it. */
export interface Showcase {
  readonly requestId: string;
  /** As its log lines say; empty when none was found. */
  readonly traceId: string;
  /** `undefined` when the traces are in the user's own backend. */
  readonly trees: readonly TraceNode[] | undefined;
  readonly lines: readonly LogLine[];
}

const orders = (name: string): SpanName => ({ service: 'orders', name });
const payments = (name: string): SpanName => ({ service: 'payments', name });

/** What must lie inside what in the trace of an order. */
export const PROMISED_PATHS: readonly (readonly SpanName[])[] = [
  [orders('POST /orders'), orders('create_order'), orders('check_inventory')],
  [
    orders('POST /orders'),
    orders('create_order'),
    orders('process_payment'),
    payments('POST /payments'),
    payments('charge_payment'),
    payments('authorize_card'),
  ],
];

/** Places one order and follows it by its request id: from the log line to the trace, from the trace to every line. */
export async function showcase(
  shop: ShopClient,
  services: DemoServices,
  receiver: OtlpReceiver | undefined,
): Promise<Showcase> {
  const requestId = `demo-${randomUUID().slice(0, 8)}`;
  const body = {
    customerId: 'carol',
    items: [
      { sku: 'POT-CLAY', quantity: 1 },
      { sku: 'TEA-GREEN', quantity: 2 },
    ],
    paymentMethod: 'card',
    email: 'carol@example.com',
    shippingAddress: '1 Harbour Street, Porto',
  };
  await shop.send({ as: 'clerk', route: 'POST /orders', body, expect: 201, requestId });
  const found = await eventually(() => services.orders.log.where('request_id', requestId), atLeastOne);
  const traceId = String(found[0]?.fields.trace_id ?? '');
  return {
    requestId,
    traceId,
    trees: await treesOf(traceId, receiver),
    lines: await linesOf(traceId, services),
  };
}

function treesOf(traceId: string, receiver: OtlpReceiver | undefined): Promise<TraceNode[]> | undefined {
  if (!receiver) return undefined;
  const complete = (trees: TraceNode[]): boolean => PROMISED_PATHS.every(path => hasPath(trees, path));
  return eventually(async () => traceTrees(receiver.trace(traceId)), complete);
}

function linesOf(traceId: string, services: DemoServices): Promise<LogLine[]> {
  if (!traceId) return Promise.resolve([]);
  const logs = [services.orders.log, services.payments.log];
  const read = async (): Promise<LogLine[]> =>
    (await Promise.all(logs.map(log => log.where('trace_id', traceId)))).flat();
  return eventually(read, lines => new Set(lines.map(({ service }) => service)).size === logs.length);
}

function atLeastOne(lines: readonly unknown[]): boolean {
  return lines.length > 0;
}
