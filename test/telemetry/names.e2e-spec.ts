import { join } from 'node:path';
import { register } from 'prom-client';
import { attr, auditField, field, metric, scopeName } from '../../libs/observability/dist/core/names.js';
import { nameRows } from '../../libs/observability/scripts/name-rows.ts';
import { setEnvironment } from '../support/environment.js';
import { OtlpReceiver } from '../support/otlp-receiver.js';
import type { ReceivedOrigin } from '../support/received-telemetry.js';
import { adapters } from '../support/test-app.js';
import { afterAnUnstoredRecord, afterEveryKindOfRequest } from './chatty-app.js';

/** Names that the application chose, not the library. */
const ofTheApplication = ['thing.id'];
const isOurs = ({ scope }: ReceivedOrigin): boolean => scope.name === scopeName;
const sorted = (names: Iterable<string>): string[] => [...new Set(names)].sort();

describe.each(adapters)('Telemetry names on %s', adapter => {
  const receiver = OtlpReceiver.start();
  let lines: readonly Readonly<Record<string, unknown>>[];

  beforeAll(async () => {
    register.clear();
    // The capacity of a queue is known where its items are limited.
    const restore = setEnvironment({ OTEL_BSP_MAX_QUEUE_SIZE: '10000', OTEL_BLRP_MAX_QUEUE_SIZE: '10000' });
    const { telemetry } = await afterEveryKindOfRequest(adapter, (await receiver).endpoint);
    restore();
    register.clear();
    const unstored = await afterAnUnstoredRecord(adapter);
    lines = [...telemetry.logs(), ...unstored.telemetry.logs()];
  }, 30_000);

  afterAll(async () => (await receiver).stop());

  it('of attributes are those in names.ts, and every one of these is used', async () => {
    const { spans, metricPoints, logRecords } = await receiver;
    const ours = spans.filter(isOurs);
    const client = spans.filter(({ kind }) => kind === 'client');
    const emitted = [
      ...ours,
      ...ours.flatMap(({ events }) => events),
      ...metricPoints.filter(isOurs),
    ].flatMap(({ attributes }) => Object.keys(attributes));
    // The undici instrumentation makes these spans and names the rest of them.
    const overridden = client.flatMap(({ attributes }) =>
      Object.keys(attributes).filter(key => key === attr.urlFull || key === attr.urlQuery),
    );
    const exceptions = logRecords.flatMap(({ attributes }) =>
      Object.keys(attributes).filter(key => key.startsWith('exception.')),
    );
    const names = sorted([...emitted, ...overridden, ...exceptions]);

    expect(names.filter(name => !ofTheApplication.includes(name))).toEqual(sorted(Object.values(attr)));
  });

  it('of metrics are those in names.ts, and every one of these is used', async () => {
    const { metricPoints } = await receiver;

    expect(sorted(metricPoints.filter(isOurs).map(({ name }) => name))).toEqual(
      sorted(Object.values(metric)),
    );
  });

  it('of the SDK itself are those of the semantic conventions', async () => {
    const conventional: readonly unknown[] = Object.values(
      await import('@opentelemetry/semantic-conventions/incubating'),
    );
    const claimed = Object.values(metric).filter(name => name.startsWith('otel.'));

    expect(claimed.length).toBeGreaterThan(10);
    expect(claimed.filter(name => !conventional.includes(name))).toEqual([]);
  });

  it('of fields are those in names.ts, and every one of these is used', () => {
    const names = sorted(lines.flatMap(line => Object.keys(line)));

    expect(names).toEqual(sorted([...Object.values(field), ...Object.values(auditField)]));
  });

  it('of fields are kept by OTLP, but for what a log record has a place of its own for', async () => {
    const { logRecords } = await receiver;
    const names = sorted(logRecords.flatMap(({ attributes }) => Object.keys(attributes)));
    const ownPlace = [
      field.level,
      field.time,
      field.message,
      field.service,
      field.traceId,
      field.spanId,
      field.error,
    ];
    // Only an application without a store has lines with whole records.
    const elsewhere: string[] = [...ownPlace, auditField.auditRecord];
    const kept = [...Object.values(field), ...Object.values(auditField)].filter(
      name => !elsewhere.includes(name),
    );

    expect(names.filter(name => !name.startsWith('exception.'))).toEqual(sorted(kept));
  });

  it('never carry the query of a URL that was called', async () => {
    const { spans } = await receiver;
    const called = spans
      .filter(span => span.kind === 'client' && !isOurs(span))
      .map(({ attributes }) => attributes);

    expect(called).toHaveLength(1);
    expect(JSON.stringify(called)).not.toContain('s3cret');
    expect(called[0]).toMatchObject({
      [attr.urlFull]: expect.stringMatching(/\/things\/7$/),
      [attr.urlQuery]: '',
    });
  });
});

describe('Telemetry names', () => {
  const file = join(__dirname, '../../libs/observability/src/core/names.ts');

  it.each(['attr', 'field', 'auditField'])('of %s all have a meaning in the reference', group => {
    const rows = nameRows(file, group);

    expect(rows.length).toBeGreaterThan(5);
    expect(rows.filter(({ meaning }) => meaning === '')).toEqual([]);
  });
});
