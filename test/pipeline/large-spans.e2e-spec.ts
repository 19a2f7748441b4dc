import { trace } from '@opentelemetry/api';
import { Controller, Get, Injectable, Module } from '@nestjs/common';
import { Traced } from 'nestjs-observability';
import { setEnvironment } from '../support/environment.js';
import { OtlpReceiver } from '../support/otlp-receiver.js';
import { adapters, testApp } from '../support/test-app.js';

const large = 'x'.repeat(10_000_000);

@Injectable()
class Reports {
  @Traced({ name: 'ours', attributes: () => ({ text: large }) })
  ours(): void {}

  /** On the span of the request. */
  many(): void {
    const span = trace.getActiveSpan();
    for (let at = 0; at < 5_000; at += 1) span?.setAttribute(`key.${at}`, at);
    for (let at = 0; at < 10_000; at += 1) span?.addEvent(`event ${at}`);
  }

  theirs(): void {
    trace
      .getTracer('theirs')
      .startSpan('theirs', { attributes: { text: large } })
      .end();
  }
}

@Controller('reports')
class ReportsController {
  constructor(private readonly reports: Reports) {}

  @Get()
  all(): string {
    this.reports.ours();
    this.reports.many();
    this.reports.theirs();
    return 'done';
  }
}

@Module({ controllers: [ReportsController], providers: [Reports] })
class ReportsModule {}

describe.each(adapters)('spans of an application on %s that are far too large', adapter => {
  it.each([
    ['at the start', {}],
    ['at the end', { sampling: { tail: true } }],
  ])('leave cut and are counted when it is decided %s', async (_, options) => {
    const receiver = await OtlpReceiver.start();
    const restore = setEnvironment({ OTEL_BSP_SCHEDULE_DELAY: '20' });
    const { client, stop } = await testApp(ReportsModule)
      .on(adapter)
      .observedWith({ ...options, otlp: { endpoint: receiver.endpoint } })
      .start();
    await client.get('/reports');
    await receiver.waitForSpans(3);
    const { text: page } = await client.get('/metrics');
    await stop();
    restore();
    await receiver.stop();

    const named = (name: string) => receiver.spans.find(span => span.name === name);
    expect(String(named('theirs')?.attributes['text']).length).toBe(2_048);
    expect(String(named('ours')?.attributes['text']).length).toBe(2_048);
    const server = named('GET /reports');
    expect(server?.events).toHaveLength(32);
    // What the span is worth is set last, and still there.
    expect(server?.attributes).toMatchObject({ 'http.response.status_code': 200, 'http.route': '/reports' });
    const cuts = Object.fromEntries(
      [...page.matchAll(/^nestjs_observability_span_cuts_total\{.*span_limit="(\w+)".*\} (\d+)$/gm)].map(
        ([, limit, items]) => [limit, Number(items)],
      ),
    );
    expect(cuts).toMatchObject({ value_length: 2, events: 9_968, links: 0, bytes: 0 });
    expect(cuts['attributes']).toBeGreaterThan(4_930);
  });
});
