import { Readable } from 'node:stream';
import { runInNewContext } from 'node:vm';
import { hostile, type HostileValue, type Touches } from './hostile-value.js';

function trapped(touches: Touches, keys: readonly PropertyKey[], on: object = {}): object {
  for (const key of keys) {
    const get = touches.trap(`get ${String(key)}`);
    Object.defineProperty(on, key, { enumerable: true, configurable: true, get });
  }
  return on;
}

function explosiveProxy(touches: Touches): object {
  const traps = Reflect.ownKeys(Reflect).filter(key => typeof key === 'string');
  return new Proxy({}, Object.fromEntries(traps.map(trap => [trap, touches.trap(`trap ${trap}`)])));
}

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

/** What the query builders of ORMs and lazy relations are: awaited by mistake, they ask the database. */
function lazyRelation(touches: Touches): object {
  const entity = { id: 7 };
  const load = touches.trap('query');
  Object.defineProperty(entity, 'lines', { enumerable: true, configurable: true, get: load });
  Object.defineProperty(entity, '__promise_lines__', { enumerable: false, get: load });
  return entity;
}

function cyclic(): object {
  const value: Record<string, unknown> = { list: [] as unknown[] };
  value['self'] = value;
  (value['list'] as unknown[]).push(value, new Map([[value, value]]), new Set([value]));
  return value;
}

function nested(depth: number): object {
  let value: object = {};
  for (let level = 0; level < depth; level += 1) value = { value };
  return value;
}

/** Objects that run code when they are read, cannot be read, or have no end. Each is new. */
export function hostileObjects(): HostileValue[] {
  const conversions = ['toJSON', 'toString', 'valueOf', Symbol.toPrimitive, Symbol.toStringTag];
  return [
    hostile('getters that throw', touches => trapped(touches, ['id', 'name', 'length', 'then'])),
    hostile('conversions that throw', touches =>
      Object.fromEntries(conversions.map(key => [key, touches.trap(String(key))])),
    ),
    hostile('a getter for its constructor', touches => trapped(touches, ['constructor', '__proto__'])),
    hostile('getters where streams have methods', touches =>
      trapped(touches, ['next', 'subscribe', 'lift', 'pipe', Symbol.iterator]),
    ),
    hostile(
      'getters that are inherited',
      touches => Object.create(trapped(touches, ['next', 'subscribe', 'lift', 'constructor'])) as object,
    ),
    hostile('a list with a getter', touches => trapped(touches, [0, 1], [1, 2, 3])),
    hostile('a thenable', touches =>
      Object.defineProperty({}, String('then'), { value: touches.trap('then') }),
    ),
    hostile('a lazy relation', lazyRelation),
    hostile('an iterator that throws', touches => ({ [Symbol.iterator]: touches.trap('iterator') })),
    hostile('an inspector that throws', touches => ({
      [Symbol.for('nodejs.util.inspect.custom')]: touches.trap('inspect'),
    })),
    hostile('a proxy that throws', explosiveProxy),
    hostile('a proxy inside', touches => ({ list: [explosiveProxy(touches)] })),
    hostile('a proxy as prototype', touches => Object.create(explosiveProxy(touches)) as object),
    hostile('a revoked proxy', revoked),
    hostile('a revoked proxy inside', () => ({ list: [revoked()] })),
    hostile('a frozen object', () => Object.freeze({ id: 7, nested: Object.freeze([1]) })),
    hostile('an object without prototype', () => Object.assign(Object.create(null) as object, { id: 7 })),
    hostile('keys of prototypes', () =>
      JSON.parse('{"__proto__":{"polluted":1},"constructor":2,"toString":3,"hasOwnProperty":4}'),
    ),
    hostile('an object of another realm', () =>
      runInNewContext('({ id: 7, list: [1, new Map(), new Date(0)] })'),
    ),
    hostile('a cycle', cyclic),
    hostile('a depth of twenty thousand', () => nested(20_000)),
    hostile('a hundred thousand keys', () =>
      Object.fromEntries(Array.from({ length: 100_000 }, (_, key) => [`k${key}`, key])),
    ),
    hostile('a list of a million', () => Array.from({ length: 1_000_000 }, () => 0)),
    hostile('a sparse list', () => Object.assign([], { length: 4_000_000_000 })),
    hostile('four megabytes of bytes', () => Buffer.alloc(4 << 20, 0x61)),
    hostile('a stream', touches => new Readable({ read: touches.trap('read') })),
    hostile('a function with properties', () => Object.assign(() => undefined, { id: 7 })),
  ];
}
