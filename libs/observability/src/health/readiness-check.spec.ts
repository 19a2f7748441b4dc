import { context } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { isTracingSuppressed } from '@opentelemetry/core';
import { HealthIndicatorService } from '@nestjs/terminus';
import { setTimeout as delay } from 'node:timers/promises';
import type { CheckResult } from './check-result.js';
import { ReadinessCheck } from './readiness-check.js';
import type { ReadinessIndicator } from './readiness-indicator.js';

function checkOf(check: ReadinessIndicator['check'], limits = { timeout: 100, cacheFor: 100 }) {
  const results: CheckResult[] = [];
  const indicator = { name: 'dependency', check };
  const terminus = new HealthIndicatorService();
  const onResult = (_name: string, result: CheckResult) => void results.push(result);
  return { subject: new ReadinessCheck({ indicator, terminus, onResult, ...limits }), results };
}

describe('ReadinessCheck', () => {
  it('shares one call among parallel probes and reuses its result for a while', async () => {
    let calls = 0;
    const { subject, results } = checkOf(() => delay(20, void calls++));

    const first = await Promise.all([subject.current(), subject.current(), subject.current()]);
    await subject.current();
    expect(calls).toBe(1);
    expect(first[0]).toMatchObject({ status: 'up', details: { responseTime: expect.any(Number) } });

    await delay(120);
    await subject.current();
    expect(calls).toBe(2);
    expect(results).toHaveLength(2);
  });

  it('calls a hanging dependency down at its deadline and names the deadline', async () => {
    const { subject } = checkOf(() => new Promise(() => undefined));

    const start = performance.now();
    const result = await subject.current();

    expect(result.status).toBe('down');
    expect(result.details['message']).toBe('timeout of 100ms exceeded');
    expect(performance.now() - start).toBeLessThan(250);
  });

  it('ignores what a check reports after its deadline', async () => {
    const { subject } = checkOf(() => delay(150, 'late'));

    expect((await subject.current()).status).toBe('down');
    await delay(80);
    expect(subject.last?.status).toBe('down');
  });

  it('keeps the checks out of the trace of the request that happened to cause them', async () => {
    const manager = new AsyncLocalStorageContextManager().enable();
    context.setGlobalContextManager(manager);
    try {
      let suppressed: boolean | undefined;
      const { subject } = checkOf(() => {
        suppressed = isTracingSuppressed(context.active());
      });
      await subject.current();
      expect(suppressed).toBe(true);
    } finally {
      context.disable();
    }
  });
});
