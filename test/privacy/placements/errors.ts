import { placementsOf } from './placement.js';

class HttpClientError extends Error {
  constructor(
    message: string,
    readonly config: object,
  ) {
    super(message);
    this.name = 'AxiosError';
  }
}

const errorWith = (members: object, message = 'refused'): Error => Object.assign(new Error(message), members);

/** Secrets in what is thrown. */
export const errors = placementsOf([
  ['a message', c => new Error(`cannot log in with password=${c}`)],
  ['a message with a URL', c => new TypeError(`connect to postgres://app:${c}@db failed`)],
  ['a member of an error', c => errorWith({ password: c })],
  ['a member without a name that says so', c => errorWith({ hint: c })],
  [
    'the request of axios',
    c => new HttpClientError('Request failed', { headers: { Authorization: `Bearer ${c}` } }),
  ],
  [
    'the answer of axios',
    c => errorWith({ isAxiosError: true, response: { data: { token: c }, config: { data: c } } }),
  ],
  [
    'fetch',
    c =>
      new TypeError('fetch failed', { cause: errorWith({ code: 'ECONNREFUSED' }, `https://a:${c}@host/`) }),
  ],
  ['a cause', c => new Error('outer', { cause: new Error(`token: ${c}`) })],
  ['a cause of a cause', c => new Error('a', { cause: new Error('b', { cause: new Error(`secret=${c}`) }) })],
  ['a cause that is no error', c => new Error('a', { cause: { password: c } })],
  ['gathered errors', c => new AggregateError([new Error('a'), new Error(`pwd=${c}`)], 'all failed')],
  [
    'a gathered error with a cause',
    c => new AggregateError([new Error('x', { cause: new Error(`jwt=${c}`) })], 'all'),
  ],
  [
    'a failed query',
    c =>
      Object.assign(new Error(`duplicate key; INSERT INTO t VALUES ('${c}')`), {
        parameters: [c],
        query: `SELECT '${c}'`,
        driverError: { detail: c },
      }),
  ],
  [
    'a cyclic cause',
    c => {
      const error = new Error(`password=${c}`);
      return Object.assign(error, { cause: error });
    },
  ],
  ['a name', c => errorWith({ name: `token=${c}` })],
  ['a code', c => errorWith({ code: `password=${c}` })],
]);
