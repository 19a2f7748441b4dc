import { TracerProvider, type ReadableSpan } from '@opentelemetry/sdk-trace';
import { OtlpReceiver } from '../../../../../test/support/otlp-receiver.js';
import type { OtlpTarget } from '../../config/resolved-options.js';
import { SpanEncoder } from '../otlp/encoded-spans.js';
import { ExportConnections, type ExportTransport } from './export-connections.js';
import { OtlpExporters } from './otlp-exporters.js';

/** Remembers what it was given and what it made of it. */
class WatchedConnections extends ExportConnections {
  given: ExportTransport | undefined;
  made: ExportTransport | undefined;
  override endable(inner: ExportTransport): ExportTransport {
    this.given = inner;
    return (this.made = super.endable(inner));
  }
}

const targets = (['http/json', 'http/protobuf'] as const).map((protocol): OtlpTarget => ({
  url: 'http://127.0.0.1:9/v1/x',
  headers: {},
  protocol,
  compression: 'gzip',
  timeoutMs: 1_000,
}));

describe.each(targets)('the pinned OTLP exporters, $protocol', target => {
  it.each(['spans', 'metrics', 'logs'] as const)(
    'for %s keep their transport where ours takes its place',
    async signal => {
      const connections = new WatchedConnections();
      const exporter = await new OtlpExporters(connections)[signal](target);
      expect(connections.given?.constructor.name).toBe('HttpExporterTransport');
      const { _delegate } = exporter as unknown as { _delegate: { _transport: unknown } };
      expect(_delegate._transport).toBe(connections.made);
      await exporter.shutdown();
    },
  );
});

describe('the exporter of encoded spans', () => {
  it.each(['gzip', 'none'] as const)(
    'sends what the one of spans sends, compression %s',
    async compression => {
      const receiver = await OtlpReceiver.start();
      const url = `${receiver.endpoint}/v1/traces`;
      const target: OtlpTarget = {
        url,
        headers: {},
        protocol: 'http/protobuf',
        compression,
        timeoutMs: 1_000,
      };
      const connections = new ExportConnections();
      const exporters = new OtlpExporters(connections);
      const spans: ReadableSpan[] = [];
      const encoder = new SpanEncoder();
      const keep = (span: ReadableSpan): void => {
        spans.push(span);
        encoder.add(span);
      };
      const tracer = new TracerProvider({
        spanProcessors: [
          {
            onStart: () => undefined,
            onEnd: keep,
            forceFlush: async () => undefined,
            shutdown: async () => undefined,
          },
        ],
      }).getTracer('shop', '1');
      for (let at = 0; at < 100; at += 1)
        tracer.startSpan(`work ${at}`, { attributes: { at, text: 'é' } }).end();
      const encoded = encoder.take();
      if (!encoded) throw new Error('nothing was encoded');

      const plain = await exporters.spans(target);
      expect(await new Promise(done => plain.export(spans, done))).toEqual({ code: 0 });
      const own = await exporters.encodedSpans(target);
      expect(await new Promise(done => own.export(encoded, done))).toEqual({ code: 0 });

      expect(receiver.requests.map(({ problem }) => problem)).toEqual([undefined, undefined]);
      expect(receiver.spans).toHaveLength(200);
      expect(receiver.spans.slice(100)).toEqual(receiver.spans.slice(0, 100));
      await Promise.all([plain.shutdown(), own.shutdown()]);
      connections.close();
      await receiver.stop();
    },
  );
});
