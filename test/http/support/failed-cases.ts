import type { EdgeCase } from './edge-case.js';

const broken = (name: string, message: string, type = 'OutOfPaperError') => ({
  route: `/api/broken/${name}`,
  status: 500,
  error: { type, message },
});
/** What `BrokenController` throws, by the path of its handler. */
const mishaps = {
  error: 'no paper left',
  sync: 'at once',
  frozen: 'frozen',
  parameter: 'in a parameter decorator',
  interceptor: 'in an interceptor',
  guard: 'in a guard',
};

/** Requests that break something. */
export const failed: readonly EdgeCase[] = [
  ...Object.entries(mishaps).map(([name, message]) => ({
    title: `a handler that fails: ${name}`,
    request: { path: `/api/broken/${name}` },
    recorded: { ...broken(name, message), handler: `BrokenController.${name}` },
  })),
  {
    title: 'an error that another one caused',
    request: { path: '/api/broken/cause' },
    recorded: {
      ...broken('cause', 'printing failed'),
      handler: 'BrokenController.cause',
      error: {
        type: 'OutOfPaperError',
        message: 'printing failed',
        cause: { type: 'TypeError', message: 'tray is undefined' },
      },
    },
  },
  {
    title: 'a pipe that fails',
    request: { path: '/api/broken/pipe/7' },
    recorded: { ...broken('pipe/:id', 'in a pipe'), handler: 'BrokenController.pipe' },
  },
  {
    title: 'null that is thrown',
    request: { path: '/api/broken/null' },
    recorded: { ...broken('null', 'null', 'null'), handler: 'BrokenController.nothing' },
  },
  {
    title: 'undefined that is thrown',
    request: { path: '/api/broken/undefined' },
    recorded: {
      ...broken('undefined', 'undefined', 'undefined'),
      handler: 'BrokenController.undefinedValue',
    },
  },
  {
    title: 'a string that is thrown',
    request: { path: '/api/broken/string' },
    recorded: { ...broken('string', 'just text', 'string'), handler: 'BrokenController.text' },
  },
  {
    title: 'an object that is thrown',
    request: { path: '/api/broken/object' },
    recorded: {
      ...broken('object', '', 'Object'),
      handler: 'BrokenController.object',
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
    on: { fastify: { route: '/api/behind-middleware' } },
  },
  {
    title: 'a middleware that fails later',
    request: { path: '/api/behind-middleware', headers: { 'x-break': '1', 'x-late': '1' } },
    recorded: {
      route: 'unmatched',
      status: 500,
      error: { type: 'OutOfPaperError', message: 'in a middleware' },
    },
    on: { fastify: { route: '/api/behind-middleware' } },
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
