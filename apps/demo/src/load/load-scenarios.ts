import type { Request } from 'autocannon';
import { orderBody } from '../traffic/order-body.ts';

/** A kind of load, by name. */
export interface LoadScenario {
  readonly description: string;
  /** Requests that each connection sends in turn. */
  readonly requests: readonly Request[];
}

const json = { 'content-type': 'application/json' };
const order = (differences: Record<string, unknown> = {}): Request => ({
  method: 'POST',
  path: '/orders',
  headers: json,
  // A new body for each request: autocannon asks when it sends.
  setupRequest: request => ({ ...request, body: JSON.stringify(orderBody(differences)) }),
});

/** What can be sent: `npm run demo:load -- read`. */
export const loadScenarios: Readonly<Record<string, LoadScenario>> = {
  read: {
    description: 'lists of orders',
    requests: [{ method: 'GET', path: '/orders?limit=10' }],
  },
  place: {
    description: 'new orders, each with a payment and two audit events',
    requests: [order()],
  },
  mixed: {
    description: 'three reads for each new order',
    requests: [
      { method: 'GET', path: '/orders?limit=10' },
      { method: 'GET', path: '/orders?status=paid&limit=5' },
      order(),
      { method: 'GET', path: '/orders?limit=10' },
    ],
  },
  slow: {
    description: 'payments that take their time',
    requests: [order({ paymentMethod: 'card_slow' })],
  },
  failing: {
    description: 'wrong bodies, unknown paths and no token: 400, 404 and 401',
    requests: [
      { method: 'POST', path: '/orders', headers: json, body: '{"items":[]}' },
      { method: 'GET', path: '/nowhere' },
      { method: 'GET', path: '/orders', headers: { authorization: '' } },
    ],
  },
};
