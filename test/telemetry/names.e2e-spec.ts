import { join } from 'node:path';
import { register } from 'prom-client';
import { outboundAttr, outboundMetric } from '../../libs/observability/dist/core/outbound-names.js';
import { attr, auditField, field, metric, scopeName } from '../../libs/observability/dist/core/names.js';
import { databaseAttr, databaseMetric } from '../../libs/observability/dist/core/database-names.js';
import { nameRows } from '../../libs/observability/scripts/name-rows.ts';
import { setEnvironment } from '../support/environment.js';
import { OtlpReceiver } from '../support/otlp-receiver.js';
import type { ReceivedOrigin } from '../support/received-telemetry.js';
import { adapters } from '../support/test-app.js';
import { afterAnUnstoredRecord, afterEveryKindOfRequest } from './chatty-app.js';

/** Names that the application chose, not the library. */
const ofTheApplication = ['thing.id'];
/** Which of these are emitted is the matter of test/database. */
const ofDatabases: readonly string[] = [...Object.values(databaseAttr), ...Object.values(databaseMetric)];
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
    const emitted = [
      ...ours,
      ...ours.flatMap(({ events }) => events),
      ...metricPoints.filter(isOurs),
    ].flatMap(({ attributes }) => Object.keys(attributes));
    const exceptions = logRecords.flatMap(({ attributes }) =>
      Object.keys(attributes).filter(key => key.startsWith('exception.')),
    );
    const names = sorted([...emitted, ...exceptions]);

    expect(names.filter(name => !ofTheApplication.includes(name) && !ofDatabases.includes(name))).toEqual(
      sorted([...Object.values(attr), ...Object.values(outboundAttr)]),
    );
  });

  it('of metrics are those in names.ts, and every one of these is used', async () => {
    const { metricPoints } = await receiver;

    const names = metricPoints.filter(isOurs).map(({ name }) => name);
    expect(sorted(names.filter(name => !ofDatabases.includes(name)))).toEqual(
      sorted([...Object.values(metric), ...Object.values(outboundMetric)]),
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
      .filter(({ attributes }) => String(attributes[attr.urlFull]).includes('/things/'))
      .map(({ attributes }) => attributes);

    expect(called).toHaveLength(2);
    expect(JSON.stringify(called)).not.toContain('s3cret');
    expect(called[1]).toMatchObject({ [attr.urlFull]: expect.stringMatching(/\/things\/7$/) });
  });
});

describe('Telemetry names', () => {
  const folder = join(__dirname, '../../libs/observability/src/core');

  it.each([
    ['names.ts', 'attr'],
    ['field-names.ts', 'field'],
    ['field-names.ts', 'auditField'],
    ['database-names.ts', 'databaseAttr'],
    ['database-names.ts', 'databaseField'],
    ['outbound-names.ts', 'outboundAttr'],
    ['background-names.ts', 'backgroundAttr'],
    ['background-names.ts', 'backgroundField'],
  ])('in %s of %s all have a meaning in the reference', (name, group) => {
    const rows = nameRows(join(folder, name), group);

    expect(rows.length).toBeGreaterThan(0);
    expect(rows.filter(({ meaning }) => meaning === '')).toEqual([]);
  });
});
