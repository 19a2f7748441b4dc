import type { Adapter } from '../../support/test-app.js';
import type { RecordedRequest } from './expect-one-request.js';
import type { RawRequest } from './send.js';

/** A request to the edge module, and what it must leave behind. */
export interface EdgeCase {
  readonly title: string;
  readonly request: RawRequest;
  readonly recorded: RecordedRequest;
  /** What differs where the adapters themselves differ. */
  readonly on?: Partial<Record<Adapter, Partial<RecordedRequest>>>;
  /** The adapter that has sent its answer before the request id could be added. */
  readonly unechoedOn?: Adapter;
}

const json = (body: unknown): Pick<RawRequest, 'method' | 'body'> => ({
  method: 'POST',
  body: JSON.stringify(body),
});
const post = { method: 'POST', route: 'unmatched' } as const;
const order = { route: '/api/orders/:id', handler: 'OrdersController.find' } as const;
const profile = { route: '/api/private/profile', handler: 'PrivateController.profile' } as const;
const notFound = (target: string) => ({ type: 'NotFoundException', message: `Cannot ${target}` });
const broken = (name: string, type = 'OutOfPaperError') => ({
  route: `/api/broken/${name}`,
  status: 500,
  error: { type, message: expect.any(String) },
});

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

/** Requests that are refused. */
export const refused: readonly EdgeCase[] = [
  {
    title: '400 of a pipe',
    request: { path: '/api/orders/seven' },
    recorded: {
      ...order,
      status: 400,
      error: { type: 'BadRequestException', message: expect.stringContaining('numeric string') },
    },
  },
  {
    title: '400 of malformed JSON',
    request: { method: 'POST', path: '/api/orders', body: '{"sku":' },
    recorded: {
      ...post,
      status: 400,
      error: { type: 'BadRequestException', message: expect.stringContaining('JSON') },
    },
    on: { fastify: { error: { type: 'HttpException', message: expect.stringContaining('JSON') } } },
  },
  {
    title: '401 of a guard',
    request: { path: '/api/private/profile' },
    recorded: { ...profile, status: 401, error: { type: 'UnauthorizedException', message: 'who are you?' } },
  },
  {
    title: '403 of a later guard',
    request: { path: '/api/private/profile', headers: { 'x-user': 'mallory' } },
    recorded: { ...profile, status: 403, error: { type: 'ForbiddenException', message: 'not you' } },
  },
  {
    title: '403 of a guard that says no without words',
    request: { path: '/api/private/profile', headers: { 'x-user': 'oscar' } },
    recorded: {
      ...profile,
      status: 403,
      error: { type: 'ForbiddenException', message: 'Forbidden resource' },
    },
  },
  {
    title: '404 of a handler',
    request: { path: '/api/orders/404' },
    recorded: { ...order, status: 404, error: { type: 'NotFoundException', message: 'no order 404' } },
  },
  {
    title: '404 inside the global prefix',
    request: { path: '/api/nothing' },
    recorded: { route: 'unmatched', status: 404, error: notFound('GET /api/nothing') },
  },
  {
    title: '404 outside of the global prefix',
    request: { path: '/nothing' },
    recorded: { route: 'unmatched', status: 404, error: notFound('GET /nothing') },
    // Nest leaves it to Express, which answers without an exception.
    on: { express: { error: undefined } },
  },
  {
    title: '413',
    request: { path: '/api/orders', ...json({ text: 'x'.repeat(2_000_000) }) },
    recorded: {
      ...post,
      status: 413,
      error: { type: expect.any(String) as never, message: expect.any(String) },
    },
  },
  {
    title: 'a path that cannot be decoded',
    request: { path: '/api/orders/%zz' },
    recorded: {
      route: 'unmatched',
      status: 400,
      error: { type: 'BadRequestException', message: expect.any(String) },
    },
    // The router of Fastify answers it before any hook, without an exception that Nest would see.
    on: { fastify: { error: undefined } },
    unechoedOn: 'fastify',
  },
];

/** Requests that break something. */
export const failed: readonly EdgeCase[] = [
  ...['error', 'sync', 'cause', 'frozen', 'parameter', 'interceptor', 'guard'].map(name => ({
    title: `a handler that fails: ${name}`,
    request: { path: `/api/broken/${name}` },
    recorded: { ...broken(name), handler: `BrokenController.${name}` },
  })),
  {
    title: 'a pipe that fails',
    request: { path: '/api/broken/pipe/7' },
    recorded: { ...broken('pipe/:id'), handler: 'BrokenController.pipe' },
  },
  {
    title: 'null that is thrown',
    request: { path: '/api/broken/null' },
    recorded: { ...broken('null', 'null'), handler: 'BrokenController.nothing' },
  },
  {
    title: 'undefined that is thrown',
    request: { path: '/api/broken/undefined' },
    recorded: { ...broken('undefined', 'undefined'), handler: 'BrokenController.undefinedValue' },
  },
  {
    title: 'a string that is thrown',
    request: { path: '/api/broken/string' },
    recorded: { ...broken('string', 'string'), handler: 'BrokenController.text' },
  },
  {
    title: 'an object that is thrown',
    request: { path: '/api/broken/object' },
    recorded: {
      ...broken('object', 'Object'),
      handler: 'BrokenController.object',
      error: { type: 'Object', message: '' },
    },
  },
  {
    title: 'an Observable that fails',
    request: { path: '/api/orders/rx/error' },
    recorded: {
      route: '/api/orders/rx/error',
      status: 503,
      handler: 'OrdersController.failing',
      error: { type: 'ServiceUnavailableException', message: 'later' },
    },
  },
  {
    title: 'a middleware that fails',
    request: { path: '/api/behind-middleware', headers: { 'x-break': '1' } },
    recorded: {
      route: 'unmatched',
      status: 500,
      error: { type: 'OutOfPaperError', message: 'in a middleware' },
    },
  },
  {
    title: 'a middleware that fails later',
    request: { path: '/api/behind-middleware', headers: { 'x-break': '1', 'x-late': '1' } },
    recorded: {
      route: 'unmatched',
      status: 500,
      error: { type: 'OutOfPaperError', message: 'in a middleware' },
    },
  },
  {
    title: 'a dependency of the request that cannot be made',
    request: { path: '/api/unmakeable' },
    recorded: {
      route: '/api/unmakeable',
      status: 500,
      error: { type: 'OutOfPaperError', message: 'in a constructor' },
    },
  },
];

/** Errors that a catch-all filter of the application answers with 418. */
export const filtered: readonly EdgeCase[] = ['method', 'class'].map(where => ({
  title: `a catch-all filter at the ${where}`,
  request: { path: `/api/filtered/${where}` },
  recorded: {
    route: `/api/filtered/${where}`,
    status: 418,
    handler: where === 'method' ? 'MethodFilteredController.find' : 'ClassFilteredController.find',
    error: { type: 'OutOfPaperError', message: `filtered at the ${where}` },
  },
}));

/** Every case of this file. */
export const edgeCases: readonly EdgeCase[] = [...answered, ...refused, ...failed, ...filtered];
