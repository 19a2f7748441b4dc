import { anyAddress, orderBody } from './order-body.ts';
import type { ShopClient } from './shop-client.ts';

/** Something that happens in the shop. */
export interface Scenario {
  readonly name: string;
  /** How often it happens among a hundred or so. */
  readonly weight: number;
  play(shop: ShopClient): Promise<unknown>;
}

const place = (shop: ShopClient, differences = {}, expect = 201) =>
  shop.send({ as: 'clerk', route: 'POST /orders', body: orderBody(differences), expect });

const cancel = (shop: ShopClient, id: string, expect = 200) =>
  shop.send({
    as: 'clerk',
    route: 'POST /orders/:id/cancel',
    path: `/orders/${id}/cancel`,
    body: { reason: 'changed my mind' },
    expect,
  });

const show = (shop: ShopClient, id: string, { as = 'carol', expect = 200 } = {}) =>
  shop.send({ as: as as 'carol', route: 'GET /orders/:id', path: `/orders/${id}`, expect });

const UNKNOWN = '01890000-0000-7000-8000-000000000000';

/** What goes well. */
const SUCCESSES: Scenario[] = [
  { name: 'place', weight: 26, play: shop => place(shop) },
  { name: 'place on invoice', weight: 6, play: shop => place(shop, { paymentMethod: 'invoice' }) },
  { name: 'place and show', weight: 14, play: async shop => show(shop, (await place(shop)).body.id) },
  {
    name: 'list',
    weight: 12,
    play: shop =>
      shop.send({ as: 'auditor', route: 'GET /orders', path: '/orders?status=paid&limit=10', expect: 200 }),
  },
  {
    name: 'place and send elsewhere',
    weight: 4,
    play: async shop => {
      const { id } = (await place(shop)).body;
      const path = `/orders/${id}/shipping-address`;
      const body = { shippingAddress: anyAddress() };
      return shop.send({ as: 'carol', route: 'PATCH /orders/:id/shipping-address', path, body, expect: 200 });
    },
  },
  { name: 'place and cancel', weight: 5, play: async shop => cancel(shop, (await place(shop)).body.id) },
  { name: 'slow card', weight: 2, play: shop => place(shop, { paymentMethod: 'card_slow' }) },
];

/** What the service refuses. */
const REFUSALS: Scenario[] = [
  { name: 'declined card', weight: 5, play: shop => place(shop, { paymentMethod: 'card_declined' }, 402) },
  {
    name: 'sold out',
    weight: 3,
    play: shop => place(shop, { items: [{ sku: 'TIN-GONE', quantity: 1 }] }, 409),
  },
  { name: 'bad input', weight: 3, play: shop => place(shop, { email: 'carol', items: [] }, 400) },
  {
    name: 'broken JSON',
    weight: 1,
    // The body is read before the route is looked up, so that no route can be told.
    play: shop =>
      shop.send({ as: 'clerk', route: 'POST unmatched', path: '/orders', body: '{"items":', expect: 400 }),
  },
  {
    name: 'cancel twice',
    weight: 1,
    play: async shop => {
      const { id } = (await place(shop)).body;
      await cancel(shop, id);
      return cancel(shop, id, 409);
    },
  },
  {
    name: 'no token',
    weight: 2,
    play: shop => shop.send({ as: 'nobody', route: 'GET /orders', expect: 401 }),
  },
  {
    name: 'wrong role',
    weight: 2,
    play: shop => shop.send({ as: 'auditor', route: 'POST /orders', body: orderBody(), expect: 403 }),
  },
  { name: 'unknown order', weight: 2, play: shop => show(shop, UNKNOWN, { as: 'clerk', expect: 404 }) },
  {
    name: 'order of another tenant',
    weight: 1,
    play: async shop => show(shop, (await place(shop)).body.id, { as: 'stranger', expect: 404 }),
  },
  {
    name: 'unknown path',
    weight: 2,
    play: shop => shop.send({ as: 'nobody', route: 'GET unmatched', path: '/wp-login.php', expect: 404 }),
  },
];

/** What goes wrong. */
const FAILURES: Scenario[] = [
  { name: 'card network down', weight: 1, play: shop => place(shop, { paymentMethod: 'card_error' }, 502) },
  { name: 'stuck card', weight: 1, play: shop => place(shop, { paymentMethod: 'card_stuck' }, 504) },
  {
    name: 'impatient client',
    weight: 1,
    play: shop => {
      const body = orderBody({ paymentMethod: 'card_slow' });
      return shop.send({ as: 'clerk', route: 'POST /orders', body, expect: 499, leaveAfter: 250 });
    },
  },
];

/** Everything that happens in the demo. */
export const SCENARIOS: readonly Scenario[] = [...SUCCESSES, ...REFUSALS, ...FAILURES];
