import { json, order, profile, type EdgeCase } from './edge-case.js';

/** Express reads the body before it looks for a route, Fastify afterwards. */
const post = { method: 'POST', route: 'unmatched' } as const;
const notFound = (target: string) => ({ type: 'NotFoundException', message: `Cannot ${target}` });
/** Express tells what its body parser said; Fastify has words of its own. */
const badJson = (message: string) => ({ message, cause: { type: 'SyntaxError', message } });
const fastifyBadJson = {
  type: 'HttpException',
  message: "Body is not valid JSON but content-type is set to 'application/json'",
};

/** Requests that are refused. */
export const refused: readonly EdgeCase[] = [
  {
    title: '400 of a pipe',
    request: { path: '/api/orders/seven' },
    recorded: {
      ...order,
      status: 400,
      error: { type: 'BadRequestException', message: 'Validation failed (numeric string is expected)' },
    },
  },
  {
    title: '400 of a validation',
    request: { path: '/api/orders/validated', ...json({ quantity: 0 }) },
    recorded: {
      method: 'POST',
      route: '/api/orders/validated',
      handler: 'OrdersController.validated',
      status: 400,
      error: {
        type: 'BadRequestException',
        message: 'sku must be a string; quantity must not be less than 1',
      },
    },
  },
  {
    title: '400 of malformed JSON',
    request: { method: 'POST', path: '/api/orders', body: '{"sku":' },
    recorded: {
      ...post,
      status: 400,
      error: { ...badJson('Unexpected end of JSON input'), type: 'BadRequestException' },
    },
    on: { fastify: { route: '/api/orders', error: fastifyBadJson } },
  },
  {
    title: '400 of malformed JSON, of which nothing is told',
    request: { method: 'POST', path: '/api/orders', body: '{"pin": hunter2}' },
    recorded: {
      ...post,
      status: 400,
      error: { ...badJson('Unexpected token [REDACTED] is not valid JSON'), type: 'BadRequestException' },
    },
    on: { fastify: { route: '/api/orders', error: fastifyBadJson } },
  },
  {
    title: '401 of a guard',
    request: { path: '/api/private/profile' },
    recorded: { ...profile, status: 401, error: { type: 'UnauthorizedException', message: 'who are you?' } },
  },
  {
    title: '401 of a guard that has reasons',
    request: { path: '/api/private/profile', headers: { 'x-user': 'late' } },
    recorded: {
      ...profile,
      status: 401,
      error: {
        type: 'UnauthorizedException',
        message: 'token rejected',
        cause: {
          type: 'TypeError',
          message: 'claims do not hold',
          cause: { type: 'RangeError', message: 'expired, password=[REDACTED]' },
        },
      },
    },
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
      error: {
        type: 'HttpException',
        message: 'request entity too large',
        cause: { type: 'PayloadTooLargeError', message: 'request entity too large' },
      },
    },
    on: {
      fastify: {
        route: '/api/orders',
        error: { type: 'HttpException', message: 'Request body is too large' },
      },
    },
  },
  ...['PROPFIND', 'PURGE'].map(method => ({
    title: `a method that is no metric label: ${method}`,
    request: { method, path: '/api/orders/7' },
    recorded: {
      method: '_OTHER',
      route: 'unmatched',
      status: 404,
      error: notFound(`${method} /api/orders/7`),
    },
  })),
  {
    title: 'a path that cannot be decoded',
    request: { path: '/api/orders/%zz' },
    recorded: {
      route: 'unmatched',
      status: 400,
      error: {
        type: 'BadRequestException',
        message: "Failed to decode param '%zz'",
        cause: { type: 'URIError', message: "Failed to decode param '%zz'" },
      },
    },
    // The router of Fastify answers it before any hook, without an exception that Nest would see.
    on: { fastify: { error: undefined } },
    unechoedOn: 'fastify',
  },
];
