import { ROOT_CONTEXT } from '@opentelemetry/api';
import { FaultLog } from './fault-log.js';
import type { OperationDefinition } from './operation.js';
import { endOperation, failOperation, startOperation } from './operation-runner.js';
import type { OperationRecorder, Signal } from './operation-recorder.js';
import { Runtime } from './runtime.js';

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

  it('knows how long it took, and nothing of details without a value', () => {
    const now = jest.spyOn(performance, 'now').mockReturnValue(1_000);
    const runtime = new Runtime([], new FaultLog(), undefined);
    const operation = startOperation(runtime, definition, ROOT_CONTEXT, opened => {
      opened.detail('user.id', undefined);
      opened.detail('order.id', '7');
    });
    now.mockReturnValue(1_250);
    endOperation(runtime, operation, 'success');
    now.mockRestore();
    expect([operation.duration, Object.entries(operation.details)]).toEqual([250, [['order.id', '7']]]);
  });

  it('has dimensions of its own', () => {
    const runtime = new Runtime([], new FaultLog(), undefined);
    const operation = startOperation(runtime, definition, ROOT_CONTEXT);
    operation.dimensions.outcome = 'failure';
    expect(definition.dimensions).toEqual({ outcome: 'success' });
  });
});
