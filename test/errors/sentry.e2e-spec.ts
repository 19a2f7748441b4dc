import {
  captureException,
  createStackParser,
  createTransport,
  getCurrentScope,
  withScope,
} from '@sentry/core';
import { nodeStackLineParser, ServerRuntimeClient } from '@sentry/core/server';
import { Logger } from '@nestjs/common';
import { SentryReporter } from 'nestjs-observability/sentry';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { adapters, testApp, type RunningTestApp } from '../support/test-app.js';
import { until } from '../support/until.js';
import { FailingModule, MaintenanceError } from './fixtures/failing.module.js';

type SentEvent = Record<string, never> & {
  exception: { values: { type: string; value: string; mechanism: object }[] };
  breadcrumbs: { message: string; level: string }[];
};

describe.each(adapters)('Sentry, told by an application on %s,', adapter => {
  const envelopes: { path: string; items: string[] }[] = [];
  let server: Server;
  let running: RunningTestApp;
  beforeAll(async () => {
    server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request
        .on('data', part => parts.push(part as Buffer))
        .on('end', () => {
          const items = Buffer.concat(parts).toString().split('\n');
          envelopes.push({ path: request.url ?? '', items });
          response.end('{}');
        });
    });
    await new Promise<void>(resolve => void server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const client = new ServerRuntimeClient({
      dsn: `http://public@127.0.0.1:${port}/42`,
      integrations: [],
      stackParser: createStackParser(nodeStackLineParser()),
      transport: options =>
        createTransport(options, async ({ body }) => {
          const { status } = await fetch(options.url, { method: 'POST', body: body as string });
          return { statusCode: status };
        }),
    });
    client.init();
    getCurrentScope().setClient(client);
    running = await testApp(FailingModule)
      .on(adapter)
      .observedWith({
        service: { version: '1.4.0', environment: 'staging' },
        identify: () => {
          new Logger('Prints').log('identified with password=hunter2');
          return { id: 'u-1' };
        },
        errors: {
          reporters: [new SentryReporter({ captureException, withScope })],
          expected: error => error instanceof MaintenanceError,
        },
      })
      .start();
  });
  beforeEach(async () => {
    envelopes.length = 0;
    await running.telemetry.clear();
  });
  afterAll(async () => {
    await running?.stop();
    await new Promise(resolve => server.close(resolve));
  });

  const events = (): SentEvent[] =>
    envelopes
      .filter(({ items }) => items[1]?.includes('"type":"event"'))
      .map(({ items }) => JSON.parse(items[2] as string) as SentEvent);

  const received = (count: number) =>
    until(() => events().length >= count, { describe: () => `${count} events` });

  it('has the error once, with release, trace, user, tags and the lines before it', async () => {
    await running.client.get('/prints/7');
    await received(1);
    const inner = running.telemetry.spans().find(({ name }) => name === 'PrinterService.inner');

    expect(envelopes.map(({ path }) => path.split('?')[0])).toEqual(['/api/42/envelope/']);
    expect(events()[0]).toMatchObject({
      environment: 'staging',
      release: '1.4.0',
      contexts: { trace: { trace_id: inner?.traceId, span_id: inner?.spanId } },
      user: { id: 'u-1' },
      tags: { route: '/prints/:what', handler: 'PrintsController.print' },
      level: 'error',
    });
    expect(events()[0]?.exception.values).toEqual([
      expect.objectContaining({ type: 'Error', value: 'tray 7 password=[REDACTED]' }),
    ]);
    expect(events()[0]?.breadcrumbs.map(({ message }) => message)).toEqual([
      'identified with password=[REDACTED]',
    ]);
    expect(JSON.stringify(envelopes)).not.toContain('hunter2');
  });

  it('hears of an error once although a filter of the application reports it too', async () => {
    const twice = new RangeError('reported by hand first');
    captureException(twice);
    const reporter = new SentryReporter({ captureException, withScope });
    const report = {
      thrown: twice,
      origin: 'operation',
      service: {},
      lines: [],
      redact: (value: unknown) => value,
    };
    reporter.report(report as never);
    await running.client.get('/prints/7');
    await received(2);

    expect(events().map(({ exception }) => exception.values[0]?.value)).toEqual([
      'reported by hand first',
      'tray 7 password=[REDACTED]',
    ]);
  });

  it('hears nothing of refusals and of what is expected', async () => {
    for (const path of ['missing', 'maintenance', '7']) await running.client.get(`/prints/${path}`);
    await received(1);

    expect(events().map(({ exception }) => exception.values[0]?.value)).toEqual([
      'tray 7 password=[REDACTED]',
    ]);
  });
});
