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
