import { setEnvironment } from '../support/environment.js';
import { adapters, testApp } from '../support/test-app.js';
import { sampledApp } from './sampled-app.js';
import type { ObservabilityOptions } from 'nestjs-observability';

describe.each(adapters)('Lines that follow their trace, on %s', adapter => {
  let lines: Record<string, unknown>[];
  let restore: () => void;
  beforeEach(() => {
    lines = [];
    restore = setEnvironment({});
  });
  afterEach(() => restore());

  const destination = {
    write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>),
  };
  const start = (options: ObservabilityOptions) =>
    sampledApp(adapter, {
      ...options,
      logging: { level: 'debug', destination, sampling: true },
    });
  /** Lines of requests, without those of Nest's own start. */
  const told = () =>
    lines
      .filter(line => line['trace_id'] !== undefined)
      .map(line => `${String(line['level'])} ${String(line['msg'])}`);

  it('are written for what was kept at the end, with the details before it, and not for the rest', async () => {
    const { client, finish, receiver } = await start({ tracing: { ratio: 0 }, sampling: { tail: true } });
    await client.get('/plain');
    await client.get('/marked');
    await client.get('/broken');
    await client.get('/nowhere');
    await finish();
    expect(told()).toEqual([
      'debug a detail of marked',
      'info GET /marked completed',
      'debug a detail of broken',
      'info news of broken',
      'error GET /broken completed',
      'warn GET completed',
    ]);
    // The same lines, and no others, leave by OTLP; errors overtake the rest.
    const bodies = receiver.logRecords.filter(({ traceId }) => traceId).map(({ body }) => body);
    expect(bodies.sort()).toEqual(
      told()
        .map(line => line.slice(line.indexOf(' ') + 1))
        .sort(),
    );
  });

  it('keep the time at which they were made', async () => {
    const { client, finish } = await start({ tracing: { ratio: 0 }, sampling: { tail: true } });
    await client.get('/broken');
    await finish();
    const times = lines.filter(line => line['trace_id'] !== undefined).map(line => String(line['time']));
    expect(times).toHaveLength(3);
    expect([...times].sort()).toEqual(times);
  });

  it('are decided at the start where nothing decides at the end', async () => {
    const { client, finish } = await start({
      sampling: { rules: [{ route: '/plain', keep: 'never' }] },
    });
    await client.get('/plain');
    await client.get('/marked');
    await finish();
    expect(told()).toEqual(['debug a detail of marked', 'info GET /marked completed']);
  });

  it('are written for a share of what was not kept', async () => {
    const { client, finish } = await sampledApp(adapter, {
      tracing: { ratio: 0 },
      logging: { level: 'debug', destination, sampling: { ratio: 0.5 } },
    });
    for (let count = 0; count < 100; count += 1) await client.get('/plain');
    await finish();
    const traces = new Map<unknown, number>();
    for (const { trace_id: id } of lines) if (id) traces.set(id, (traces.get(id) ?? 0) + 1);
    // Six standard deviations either side of 50, and each trace whole.
    expect(traces.size).toBeGreaterThan(20);
    expect(traces.size).toBeLessThan(80);
    expect(new Set(traces.values())).toEqual(new Set([2]));
  });

  it('that are evidence of an audited action are always written', async () => {
    const { client, finish } = await start({ sampling: { rules: [{ keep: 'never' }] } });
    await client.post('/audited', {});
    await finish();
    expect(lines.filter(({ msg }) => msg === 'audit.record')).toHaveLength(1);
    expect(lines.filter(({ msg }) => msg === 'POST /audited completed')).toEqual([]);
  });

  it('outside of every trace are always written', async () => {
    const { finish } = await start({ sampling: { tail: true }, tracing: { ratio: 0 } });
    await finish();
    expect(lines.some(({ msg }) => String(msg).includes('Observability'))).toBe(true);
  });

  it('follow it also where no span leaves', async () => {
    const { Module } = await import('@nestjs/common');
    class EmptyModule {}
    Module({})(EmptyModule);
    const { client, stop, telemetry } = await testApp(EmptyModule)
      .on(adapter)
      .observedWith({ tracing: { ratio: 0 }, logging: { destination, sampling: true } })
      .start();
    telemetry.stop();
    await client.get('/nowhere');
    await stop();
    expect(told()).toEqual(['warn GET completed']);
  });
});
