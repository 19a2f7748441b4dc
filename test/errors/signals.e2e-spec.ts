import { setEnvironment } from '../support/environment.js';
import { OtlpReceiver } from '../support/otlp-receiver.js';
import { adapters, testApp } from '../support/test-app.js';
import { FailingModule } from './fixtures/failing.module.js';

const variable = 'OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN';

describe.each(adapters)('On %s, exceptions', adapter => {
  let receiver: OtlpReceiver;
  let restore: () => void;
  beforeEach(async () => void (receiver = await OtlpReceiver.start()));
  afterEach(async () => {
    restore();
    await receiver.stop();
  });

  const afterOneFailure = async (env: Record<string, string>, logging?: false) => {
    restore = setEnvironment({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint, ...env });
    const options = logging === false ? { logging } : {};
    const { client, stop } = await testApp(FailingModule).on(adapter).observedWith(options).start();
    await client.get('/prints/7');
    await stop();
    const events = receiver.spans.flatMap(({ name, events: all }) => all.map(event => [name, event.name]));
    const records = receiver.logRecords.filter(({ eventName }) => eventName !== '');
    const line = receiver.logRecords.find(({ body }) => String(body).endsWith('completed'));
    return { events, records, line };
  };
  const inner = () => receiver.spans.find(({ name }) => name === 'PrinterService.inner');

  it('are span events while nobody opts in, as the conventions have it', async () => {
    const { events, records, line } = await afterOneFailure({});

    expect(events).toEqual([['PrinterService.inner', 'exception']]);
    expect(records).toEqual([]);
    expect(line?.attributes['exception.type']).toBe('OutOfPaperError');
  });

  it('are log records alone with `logs`, tied to the innermost span, once', async () => {
    const { events, records, line } = await afterOneFailure({ [variable]: 'logs' });

    expect(events).toEqual([]);
    expect(records).toEqual([
      expect.objectContaining({
        eventName: 'exception',
        severityText: 'ERROR',
        spanId: inner()?.spanId,
        traceId: inner()?.traceId,
        attributes: {
          'exception.type': 'OutOfPaperError',
          'exception.message': 'tray 7 password=[REDACTED]',
          'exception.stacktrace': expect.stringContaining('password=[REDACTED]\n'),
          'exception.fingerprint': expect.stringMatching(/^[0-9a-f]{16}$/),
        },
      }),
    ]);
    expect(Object.keys(line?.attributes ?? {}).filter(key => key.startsWith('exception.'))).toEqual([
      'exception.fingerprint',
    ]);
    expect(line?.attributes['exception.fingerprint']).toBe(records[0]?.attributes['exception.fingerprint']);
  });

  it('are both with `logs/dup`', async () => {
    const { events, records } = await afterOneFailure({ [variable]: 'logs/dup' });

    expect(events).toEqual([['PrinterService.inner', 'exception']]);
    expect(records.map(({ spanId }) => spanId)).toEqual([inner()?.spanId]);
  });

  it('stay span events where log records lead nowhere', async () => {
    const { events } = await afterOneFailure({ [variable]: 'logs' }, false);

    expect(events).toEqual([['PrinterService.inner', 'exception']]);
  });
});
