import { ROOT_CONTEXT } from '@opentelemetry/api';
import { FaultLog } from './fault-log.js';
import { activateRuntime, anyRuntime, deactivateRuntime, Runtime, runtimeFor, scopeKey } from './runtime.js';

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
    for (const runtime of [first, first]) deactivateRuntime(runtime);
    expect(runtimeFor(ROOT_CONTEXT, service)).toBe(second);
    deactivateRuntime(second);
    expect(anyRuntime()).toBe(false);
  });
});

describe('the recorders of a definition', () => {
  it('are asked once whether they care, however often the method is called', () => {
    const observes = jest.fn(() => true);
    const recorder = { signal: 'span', observes, idle: () => false, start() {}, end() {} } as const;
    const runtime = new Runtime([recorder], new FaultLog(), undefined);
    const definition = {
      type: 'method',
      name: 'Shop.work',
      kind: 'internal',
      metrics: false,
      root: false,
      dimensions: {},
    } as const;
    expect([1, 2, 3].map(() => runtime.recordersFor(definition))).toEqual(Array(3).fill([recorder]));
    expect(observes).toHaveBeenCalledTimes(1);
  });
});
