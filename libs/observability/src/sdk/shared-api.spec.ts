import { context } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { uselessApi } from './shared-api.js';

const shared = Symbol.for('opentelemetry.js.api.1');
const slot = globalThis as Record<symbol, unknown>;

describe('the shared OpenTelemetry API', () => {
  afterEach(() => {
    delete slot[shared];
  });

  it('is fine when the context is kept, whoever registered it', () => {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());

    expect(uselessApi()).toBeUndefined();
  });

  it('is useless when an older copy was first, and says which and what to do', () => {
    slot[shared] = { version: '1.9.1', context: new AsyncLocalStorageContextManager().enable() };
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());

    expect(uselessApi()).toMatch(/@opentelemetry\/api, version 1\.9\.1, .*"overrides"/);
  });
});
