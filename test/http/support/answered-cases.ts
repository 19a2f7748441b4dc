import { json, order, profile, type EdgeCase } from './edge-case.js';

/** Requests that handlers answer. */
export const answered: readonly EdgeCase[] = [
  { title: '200', request: { path: '/api/orders/7' }, recorded: { ...order, status: 200 } },
  {
    title: '201',
    request: { path: '/api/orders', ...json({ sku: 'a' }) },
    recorded: { method: 'POST', route: '/api/orders', status: 201, handler: 'OrdersController.place' },
  },
  {
    title: '204 without a body',
    request: { method: 'DELETE', path: '/api/orders/7' },
    recorded: { method: 'DELETE', route: '/api/orders/:id', status: 204, handler: 'OrdersController.remove' },
  },
  {
    title: 'a redirect',
    request: { path: '/api/orders/old/place' },
    recorded: { route: '/api/orders/old/place', status: 301, handler: 'OrdersController.moved' },
  },
  {
    title: 'a query, which is no part of any name',
    request: { path: '/api/orders/7?token=s3cret' },
    recorded: { ...order, status: 200 },
  },
  {
    title: 'HEAD',
    request: { method: 'HEAD', path: '/api/orders/7' },
    recorded: { ...order, method: 'HEAD', status: 200 },
  },
  {
    title: 'OPTIONS',
    request: { method: 'OPTIONS', path: '/api/orders/7' },
    recorded: { ...order, method: 'OPTIONS', status: 200, handler: 'OrdersController.options' },
  },
  {
    title: 'a wildcard route',
    request: { path: '/api/orders/files/a/b/c.pdf' },
    recorded: { route: '/api/orders/files/*', status: 200, handler: 'OrdersController.file' },
  },
  {
    title: 'text',
    request: { path: '/api/orders/sync/plain' },
    recorded: { route: '/api/orders/sync/plain', status: 200, handler: 'OrdersController.plain' },
  },
  {
    title: 'an Observable',
    request: { path: '/api/orders/rx/value' },
    recorded: { route: '/api/orders/rx/value', status: 200, handler: 'OrdersController.observable' },
  },
  {
    title: 'a route of every method',
    request: { method: 'PUT', path: '/api/orders/any/method' },
    recorded: {
      method: 'PUT',
      route: '/api/orders/any/method',
      status: 200,
      handler: 'OrdersController.any',
    },
  },
  {
    title: 'a middleware that lets it pass later',
    request: { path: '/api/behind-middleware', headers: { 'x-late': '1' } },
    recorded: {
      route: '/api/behind-middleware',
      status: 200,
      handler: 'BehindMiddlewareController.find',
    },
  },
  {
    title: 'guards that let it pass',
    request: { path: '/api/private/profile', headers: { 'x-user': 'alice' } },
    recorded: { ...profile, status: 200 },
  },
  {
    title: '503 by hand, without an exception',
    request: { path: '/api/broken/by-hand' },
    recorded: { route: '/api/broken/by-hand', status: 503, handler: 'BrokenController.byHand' },
  },
];
