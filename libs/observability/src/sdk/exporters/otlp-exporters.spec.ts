import type { OtlpTarget } from '../../config/resolved-options.js';
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
