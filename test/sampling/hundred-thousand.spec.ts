import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { TraceIdRatioBasedSampler } from '@opentelemetry/sdk-trace';
import { resolveOptions } from '../../libs/observability/dist/config/resolve-options.js';
import { RequestScope, withScope } from '../../libs/observability/dist/context/request-scope.js';
import type { Operation, OperationDefinition } from '../../libs/observability/dist/core/operation.js';
import {
  endOperation,
  failOperation,
  startOperation,
} from '../../libs/observability/dist/core/operation-runner.js';
import { chosenBy } from '../../libs/observability/dist/sampling/chosen-by.js';
import { Telemetry } from '../../libs/observability/dist/sdk/telemetry.js';
import { setEnvironment } from '../support/environment.js';
import { OtlpReceiver } from '../support/otlp-receiver.js';
import { randomFrom } from '../support/seeded-random.js';
import { until } from '../support/until.js';

const common = { metrics: false, root: false, dimensions: {} } as const;
const request: OperationDefinition = { ...common, type: 'http', name: 'GET /orders/:id', kind: 'server' };
const method: OperationDefinition = { ...common, type: 'method', name: 'Orders.find', kind: 'internal' };

const requests = 100_000;
const ratio = 0.01;
const slowFrom = 200;
const bytes = 4_194_304;

describe('Sampling at 1 % over 100,000 requests', () => {
  const ids = { failed: new Set<string>(), slow: new Set<string>(), rest: new Set<string>() };
  const exported = new Map<string, string[]>();
  let mostBytes = 0;
  let counts: { readonly kept: ReadonlyMap<string, number>; readonly dropped: number } | undefined;
  let limited: ReadonlyMap<string, number> | undefined;

  beforeAll(async () => {
    const receiver = await OtlpReceiver.start();
    const restore = setEnvironment({ OTEL_BSP_MAX_QUEUE_SIZE: '20000' });
    const telemetry = await Telemetry.start(
      resolveOptions({
        tracing: { ratio },
        sampling: { tail: { slow: { threshold: slowFrom }, limits: { bytes } } },
        otlp: { endpoint: receiver.endpoint },
        logging: false,
      }),
      () => undefined,
    );
    const { runtime } = telemetry;
    const { tail } = (telemetry as unknown as { parts: { sdk: { tail: TailView } } }).parts.sdk;
    const open: Operation[] = [];
    const finish = async (slow: Operation): Promise<void> => {
      await until(() => performance.now() - slow.startedAt > slowFrom + 1, {
        describe: () => 'a slow request',
      });
      endOperation(runtime, slow, 'success');
    };
    for (let count = 0; count < requests; count += 1) {
      const scope = new RequestScope(runtime, 'request');
      const outer = startOperation(runtime, request, withScope(ROOT_CONTEXT, scope));
      for (let inner = 0; inner < 2; inner += 1) {
        const call = startOperation(runtime, method, outer.context);
        call.detail('order.note', 'fragile');
        if (count % 100 === 7 && inner === 1) failOperation(runtime, call, new Error('out of paper'));
        else endOperation(runtime, call, 'success');
      }
      const id = idOf(outer);
      if (count % 500 === 3) {
        ids.slow.add(id);
        open.push(outer);
      } else {
        (count % 100 === 7 ? ids.failed : ids.rest).add(id);
        endOperation(runtime, outer, 'success');
      }
      mostBytes = Math.max(mostBytes, tail.buffer.bytes);
      // Exports need the event loop, as they do between requests.
      if (count % 500 === 0) await new Promise(setImmediate);
    }
    for (const slow of open) await finish(slow);
    await telemetry.stop();
    restore();
    await receiver.stop();
    ({ counts } = tail);
    limited = tail.counts.limited;
    for (const { traceId, attributes } of receiver.spans) {
      const reasons = exported.get(traceId) ?? [];
      reasons.push(String(attributes['sampling.reason']));
      exported.set(traceId, reasons);
    }
  }, 90_000);

  it('exports every trace in which something failed, whole', () => {
    const whole = [...ids.failed].filter(id => exported.get(id)?.length === 3);
    expect([ids.failed.size, whole.length]).toEqual([1_000, 1_000]);
  });

  it('exports every slow trace, whole', () => {
    const whole = [...ids.slow].filter(id => exported.get(id)?.length === 3);
    expect([ids.slow.size, whole.length]).toEqual([200, 200]);
  });

  it('exports of the rest exactly what the SDK of any other service would choose', () => {
    const sampler = new TraceIdRatioBasedSampler(ratio);
    const byRatio = [...ids.rest].filter(id => exported.get(id)?.[0] === 'ratio');
    expect(byRatio.sort()).toEqual([...ids.rest].filter(id => chosenBy(sampler, id)).sort());
    // Five standard deviations either side of 988.
    expect(Math.abs(byRatio.length - ids.rest.size * ratio)).toBeLessThan(160);
    // A machine that stops for a moment makes a request slow, and then it is kept for that.
    const others = [...ids.rest].flatMap(id => exported.get(id) ?? []).filter(reason => reason !== 'ratio');
    expect(others.filter(reason => reason !== 'slow')).toEqual([]);
  });

  it('counts each of them once', () => {
    const kept = [...(counts?.kept.values() ?? [])].reduce((sum, one) => sum + one, 0);
    expect(kept).toBe(exported.size);
    expect(kept + (counts?.dropped ?? 0)).toBe(requests);
  });

  it('stays within the bytes that it may use, and decides nothing early', () => {
    expect(mostBytes).toBeGreaterThan(0);
    expect(mostBytes).toBeLessThanOrEqual(bytes);
    expect([...(limited ?? [])]).toEqual([]);
  });
});

describe('The choice by trace id', () => {
  it('is within 2 % of the ratio over a million ids', () => {
    const sampler = new TraceIdRatioBasedSampler(ratio);
    const digits = (): string =>
      Math.floor(next() * 2 ** 32)
        .toString(16)
        .padStart(8, '0');
    const { next } = randomFrom(4);
    let chosen = 0;
    for (let count = 0; count < 1_000_000; count += 1) {
      if (chosenBy(sampler, digits() + digits() + digits() + digits())) chosen += 1;
    }
    expect(chosen / 1_000_000 / ratio).toBeGreaterThan(0.98);
    expect(chosen / 1_000_000 / ratio).toBeLessThan(1.02);
  });
});

interface TailView {
  readonly buffer: { readonly bytes: number };
  readonly counts: {
    readonly kept: ReadonlyMap<string, number>;
    readonly dropped: number;
    readonly limited: ReadonlyMap<string, number>;
  };
}

function idOf({ context }: Operation): string {
  return trace.getSpanContext(context)!.traceId;
}
