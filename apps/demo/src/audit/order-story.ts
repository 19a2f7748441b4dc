import { eventually } from '../eventually.ts';
import { orderBody } from '../traffic/order-body.ts';
import type { ShopClient } from '../traffic/shop-client.ts';

/** The part of an order's history that the demo shows. */
export interface HistoryLine {
  readonly at: string;
  readonly action: string;
  readonly outcome: string;
  readonly actor: string;
  readonly reason?: string;
  readonly problem?: string;
  readonly changes: readonly { readonly path: string; readonly before?: unknown; readonly after?: unknown }[];
  readonly evidence: { readonly atomicity: string; readonly capture: string };
}

/** What the service says happened to one order. */
export interface OrderHistory {
  readonly orderId: string;
  readonly lines: readonly HistoryLine[];
  readonly damaged: readonly string[];
}

/** What must be in the history of the order, in this order among others. */
export const TOLD: readonly (readonly [action: string, outcome: string, actor: string])[] = [
  ['order.place', 'success', 'user alice'],
  ['payment.charge', 'success', 'user alice'],
  ['order.change_address', 'success', 'user carol'],
  ['order.cancel', 'denied', 'user carol'],
  ['payment.refund', 'success', 'user alice'],
  ['order.cancel', 'success', 'user alice'],
  ['order.history', 'denied', 'user carol'],
];

/** Plays the life of one order, refusals included, and asks as the auditor what happened. */
export async function tellOrderStory(shop: ShopClient): Promise<OrderHistory> {
  const { body: order } = await shop.send({
    as: 'clerk',
    route: 'POST /orders',
    body: orderBody({ customerId: 'carol' }),
    expect: 201,
  });
  const path = `/orders/${order.id}`;
  await shop.send({
    as: 'carol',
    route: 'PATCH /orders/:id/shipping-address',
    path: `${path}/shipping-address`,
    body: { shippingAddress: '7 Lantern Lane, Braga' },
    expect: 200,
  });
  const cancel = {
    route: 'POST /orders/:id/cancel',
    path: `${path}/cancel`,
    body: { reason: 'Ordered twice' },
  };
  await shop.send({ as: 'carol', ...cancel, expect: 403 });
  await shop.send({ as: 'clerk', ...cancel, expect: 200 });
  const history = { route: 'GET /orders/:id/audit', path: `${path}/audit` };
  await shop.send({ as: 'carol', ...history, expect: 403 });
  // The last refusal is written by itself, a moment after its answer.
  return eventually(
    async () => (await shop.send({ as: 'auditor', ...history, expect: 200 })).body as unknown as OrderHistory,
    told => untold(told).length === 0,
  );
}

/** Everything that the history does not tell, or does not tell in the order in which it happened. */
export function untold({ lines = [], damaged = [] }: Partial<OrderHistory>): string[] {
  const problems = damaged.map(id => `the record ${id} is not what the service wrote`);
  let from = 0;
  for (const [action, outcome, actor] of TOLD) {
    const found = lines.findIndex(
      (line, index) =>
        index >= from && line.action === action && line.outcome === outcome && line.actor === actor,
    );
    if (found < 0) problems.push(`no ${action} with outcome ${outcome} by ${actor}`);
    else from = found + 1;
  }
  return problems;
}
