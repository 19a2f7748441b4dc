import { ROOT_CONTEXT } from '@opentelemetry/api';
import 'reflect-metadata';
import { attributeEntries, attributeValue } from './attribute-value.js';
import { describeFailure, httpStatusOf } from './failure.js';
import { FaultLog } from './fault-log.js';
import { preserveIdentity } from './identity.js';
import type { OperationDefinition } from './operation.js';
import { endOperation, failOperation, startOperation } from './operation-runner.js';
import type { OperationRecorder, Signal } from './operation-recorder.js';
import { activateRuntime, anyRuntime, deactivateRuntime, Runtime, runtimeFor, scopeKey } from './runtime.js';

const definition: OperationDefinition = {
  type: 'method',
  name: 'Shop.work',
  kind: 'internal',
  metrics: false,
  root: false,
  dimensions: { outcome: 'success' },
};

const heard: string[] = [];
const recorder = (signal: Signal, more: Partial<OperationRecorder> = {}): OperationRecorder => ({
  signal,
  observes: () => true,
  idle: () => false,
  start: () => void heard.push(`${signal} starts`),
  end: ({ outcome }) => void heard.push(`${signal} ends: ${outcome}`),
  ...more,
});
beforeEach(() => void (heard.length = 0));

describe('an operation', () => {
  it('is told to the recorders that care, in their fixed order', () => {
    const faults = new FaultLog();
    const recorders = [recorder('log'), recorder('metrics', { observes: () => false }), recorder('span')];
    const runtime = new Runtime(recorders, faults, undefined);
    const operation = startOperation(runtime, definition, ROOT_CONTEXT);
    endOperation(runtime, operation, 'success');
    expect(heard).toEqual(['span starts', 'log starts', 'span ends: success', 'log ends: success']);
  });

  it('ends once', () => {
    const runtime = new Runtime([recorder('span')], new FaultLog(), undefined);
    const operation = startOperation(runtime, definition, ROOT_CONTEXT);
    endOperation(runtime, operation, 'aborted');
    endOperation(runtime, operation, 'success');
    failOperation(runtime, operation, new Error('late'));
    expect(heard).toEqual(['span starts', 'span ends: aborted']);
    expect(operation.failure).toBeUndefined();
  });

  it('survives recorders that throw, and tells the others', () => {
    const boom = () => {
      throw new Error('recorder');
    };
    const faults = new FaultLog();
    const runtime = new Runtime(
      [recorder('span', { start: boom, end: boom }), recorder('log')],
      faults,
      undefined,
    );
    endOperation(runtime, startOperation(runtime, definition, ROOT_CONTEXT), 'success');
    expect(heard).toEqual(['log starts', 'log ends: success']);
    expect(faults.counts()).toEqual(new Map([['span recorder', 2]]));
  });

  it('is rejected, not failed, by an HTTP exception below 500', () => {
    const runtime = new Runtime([recorder('span')], new FaultLog(), undefined);
    for (const status of [404, 503]) {
      const exception = Object.assign(new Error('x'), { status, getStatus: () => status });
      failOperation(runtime, startOperation(runtime, definition, ROOT_CONTEXT), exception);
    }
    expect(heard.filter(word => word.includes('ends'))).toEqual([
      'span ends: rejected',
      'span ends: failure',
    ]);
  });

  it('has dimensions of its own', () => {
    const runtime = new Runtime([], new FaultLog(), undefined);
    const operation = startOperation(runtime, definition, ROOT_CONTEXT);
    operation.dimensions.outcome = 'failure';
    expect(definition.dimensions).toEqual({ outcome: 'success' });
  });
});

describe('the runtime of a call', () => {
  it('is that of the request, of the only application, of the owner, or of the last one', () => {
    const [first, second] = [1, 2].map(() => new Runtime([], new FaultLog(), undefined)) as [
      Runtime,
      Runtime,
    ];
    expect([anyRuntime(), runtimeFor(ROOT_CONTEXT, undefined)]).toEqual([false, undefined]);
    activateRuntime(first);
    expect(runtimeFor(ROOT_CONTEXT, {})).toBe(first);
    activateRuntime(second);
    const service = {};
    first.own(service);
    expect(runtimeFor(ROOT_CONTEXT, service)).toBe(first);
    expect(runtimeFor(ROOT_CONTEXT, {})).toBe(second);
    expect(runtimeFor(ROOT_CONTEXT.setValue(scopeKey, { runtime: first }), {})).toBe(first);
    for (const runtime of [first, second, second]) deactivateRuntime(runtime);
    expect(anyRuntime()).toBe(false);
  });
});

describe('a fault', () => {
  it('is told at once, then only counted for a minute, per place', () => {
    const told: unknown[][] = [];
    const faults = new FaultLog((...report) => void told.push(report));
    for (let count = 0; count < 10; count += 1) faults.report('here', count);
    faults.report('there', 'x');
    expect(told).toEqual([
      ['here', 0, 1],
      ['there', 'x', 1],
    ]);
    expect(faults.counts()).toEqual(
      new Map([
        ['here', 10],
        ['there', 1],
      ]),
    );
  });

  it('stays contained when its listener throws', () => {
    const faults = new FaultLog(() => {
      throw new Error('listener');
    });
    expect(faults.guard('here', () => JSON.parse('{'))).toBeUndefined();
    expect(faults.counts()).toEqual(new Map([['here', 1]]));
  });
});

describe('a failure', () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  class PaymentDeclined extends Error {}
  it.each<[string, unknown, string, string]>([
    ['null', null, 'null', 'null'],
    ['undefined', undefined, 'undefined', 'undefined'],
    ['text', 'out of paper', 'string', 'out of paper'],
    ['a symbol', Symbol('x'), 'symbol', 'Symbol(x)'],
    ['a revoked proxy', proxy, 'Proxy', ''],
    ['an error class', new PaymentDeclined('no'), 'PaymentDeclined', 'no'],
    ['an object', { message: 'plain' }, 'Object', 'plain'],
    ['an object without prototype', Object.create(null), 'Error', ''],
  ])('that is %s is described', (_name, thrown, type, message) => {
    const failure = describeFailure(thrown);
    expect(Object.is(failure.thrown, thrown)).toBe(true);
    expect([failure.type, failure.message, failure.expected]).toEqual([type, message, false]);
  });

  it('takes no class name that a user could have made', () => {
    const odd = Object.assign(new Error('x'), { constructor: { name: 'a b\n<script>' } });
    expect(describeFailure(odd).type).toBe('Error');
  });

  it('has the status of a Nest exception only', () => {
    expect(httpStatusOf({ status: 404 })).toBeUndefined();
    expect(httpStatusOf({ status: 404, getStatus: () => 404 })).toBe(404);
  });
});

describe('an attribute value', () => {
  it.each<[string, unknown, unknown]>([
    ['text', 'x', 'x'],
    ['long text', 'x'.repeat(3_000), `${'x'.repeat(2_048)}...`],
    ['no number', NaN, 'NaN'],
    ['a big integer', 9n, '9'],
    ['a date', new Date(0), '1970-01-01T00:00:00.000Z'],
    ['a mixed list', [1, 'a', null, {}, [2]], ['1', 'a']],
    ['an object', { a: 1 }, undefined],
    ['null', null, undefined],
    ['a symbol', Symbol('x'), undefined],
  ])('of %s', (_name, value, expected) => expect(attributeValue(value)).toEqual(expected));

  it('runs no getter of a list or an object', () => {
    const list = Object.defineProperty(['a', 'b'], 1, {
      get: () => {
        throw new Error('ran');
      },
      enumerable: true,
    });
    expect(attributeValue(list)).toEqual(['a']);
    expect(
      attributeEntries({
        get lazy() {
          throw new Error('ran');
        },
        kept: 1,
      }),
    ).toEqual([['kept', 1]]);
    expect(attributeEntries(new Proxy({}, {}))).toEqual([]);
  });
});

describe('a wrapper with the identity of another function', () => {
  it('has its name, arity, own properties and metadata', () => {
    const original = Object.assign(function find(_a: string, _b: number) {}, { own: 1 });
    Reflect.defineMetadata('roles', ['clerk'], original);
    const wrapper = preserveIdentity(original, (...args: unknown[]) => args);
    expect([wrapper.name, wrapper.length, (wrapper as unknown as { own: number }).own]).toEqual([
      'find',
      2,
      1,
    ]);
    expect(Reflect.getMetadata('roles', wrapper)).toEqual(['clerk']);
  });
});
