import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { ResponseReader } from '../libs/observability/bench/load/response-reader.js';
import type { Sample } from '../libs/observability/bench/measure/sample.js';
import { median } from '../libs/observability/bench/measure/statistics.js';
import { summarize } from '../libs/observability/bench/measure/summary.js';
import { readSpan, readSpans } from '../libs/observability/bench/sink/span-reader.js';

const sample = (
  variant: Sample['variant'],
  round: number,
  cpuMicrosPerRequest: number,
  requestsPerSecond = 1_000,
): Sample => ({
  variant,
  adapter: 'express',
  round,
  requestsPerSecond,
  cpuMicrosPerRequest,
  cpuShare: 1,
  othersShare: 0,
  spansPerRequest: 4,
  otlpBytesPerRequest: 700,
  logBytesPerRequest: 300,
  p50Micros: 400,
  p99Micros: 3_000,
  rssMb: 150,
  startMs: 500,
});

describe('the benchmark', () => {
  it('takes added CPU inside a round before it takes the median', () => {
    const samples: Sample[] = [
      sample('bare', 1, 40),
      sample('ours', 1, 90),
      sample('stock', 1, 540),
      sample('bare', 2, 80),
      sample('ours', 2, 280),
      sample('stock', 2, 1_080),
      sample('bare', 3, 40),
      sample('ours', 3, 140),
      sample('stock', 3, 540),
    ];
    expect(summarize(samples, 'ours', 'express')).toMatchObject({
      rounds: 3,
      addedCpuShare: 0.2,
      addedCpuMicros: 100,
    });
  });

  it('leaves a comparison out when its other side was not run', () => {
    const row = summarize([sample('ours', 1, 90), sample('bare', 1, 40, 4_000)], 'ours', 'express');
    expect(row).toMatchObject({ throughputOfBare: 0.25, addedCpuMicros: 50 });
    expect(row).not.toHaveProperty('addedCpuShare');
  });

  it.each([
    [[3, 1, 2], 2],
    [[4, 1, 3, 2], 2.5],
    [[7], 7],
  ])('takes the middle of %j', (values, middle) => {
    expect(median(values)).toBe(middle);
  });

  it('counts and names the spans that an exporter really sends', async () => {
    const bodies: Buffer[] = [];
    const server = createServer(async (request, response) => {
      bodies.push(await buffer(request));
      response.end();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/traces`;
    const provider = new TracerProvider({
      spanProcessors: [new BatchSpanProcessor({ exporter: new OTLPTraceExporter({ url }) })],
    });
    const spans = ['GET /orders/:id', 'OrderService.find'].map(name =>
      provider.getTracer('orders').startSpan(name),
    );
    for (const span of spans) span.setAttribute('id', 7).end();
    await provider.shutdown();
    server.close();

    expect(bodies.flatMap(readSpans).map(readSpan)).toEqual([
      { name: 'GET /orders/:id', traceId: spans[0]?.spanContext().traceId },
      { name: 'OrderService.find', traceId: spans[1]?.spanContext().traceId },
    ]);
  });

  it('refuses bytes that are no OTLP message', () => {
    expect(() => readSpans(Buffer.from('{"resourceSpans":[]}'))).toThrow('Not a protobuf message');
  });

  it('waits for the last byte of a response', () => {
    const reader = new ResponseReader();
    expect(reader.read(Buffer.from('HTTP/1.1 201 Created\r\nContent-Le'))).toBeUndefined();
    expect(reader.read(Buffer.from('ngth: 4\r\n\r\nab'))).toBeUndefined();
    expect(reader.read(Buffer.from('cd'))).toEqual({ status: 201, body: 'abcd' });
  });
});
