import { Controller, Get, Inject, Logger, Module } from '@nestjs/common';
import { InjectPinoLogger, PinoLogger } from 'nestjs-pino';
import { RequestContext } from 'nestjs-observability';
import { adapters, testApp, type RunningTestApp } from '../support/test-app.js';
import { send } from './support/send.js';
import 'nestjs-observability/testing/jest';

const forged = [
  'trace_id',
  'request_id',
  'user_id',
  'level',
  'time',
  'service',
  'msg',
  'status',
  'http.route',
];

@Controller('notes')
class NotesController {
  private readonly nest = new Logger('Notes');

  constructor(
    @Inject(RequestContext) private readonly request: RequestContext,
    @Inject(PinoLogger) private readonly pino: PinoLogger,
    @InjectPinoLogger('Named') private readonly named: PinoLogger,
  ) {}

  @Get('set')
  async set() {
    this.nest.log('before');
    this.request.set('order.id', 'o-7');
    this.request.set('items', 3);
    await new Promise(resolve => setTimeout(resolve, 1));
    this.nest.log('by Nest');
    this.pino.info({ detail: 1 }, 'by PinoLogger');
    this.named.warn('by name');
  }

  @Get('assign')
  assign() {
    this.pino.assign({ basket: 'b-1' });
    this.pino.info('assigned');
  }

  @Get('forge')
  forge() {
    for (const name of forged) this.request.set(name, 'forged');
    this.pino.info('after forging');
  }

  @Get('forge-line')
  forgeLine() {
    this.pino.info(
      { level: 'forged', time: 'forged', service: 'forged', trace_id: 'forged', request_id: 'forged' },
      'line\r\nsecond line {"level":"forged"}',
    );
  }

  @Get('strange')
  strange() {
    this.request.set('list', [1, 2] as never);
    this.request.set('__proto__', 'polluted');
    this.request.set('date', new Date(0) as never);
  }
}

@Module({ controllers: [NotesController] })
class NotesModule {}

describe.each(adapters)('The request context on %s', adapter => {
  let running: RunningTestApp;
  beforeAll(async () => {
    running = await testApp(NotesModule).on(adapter).start();
  });
  beforeEach(() => running.telemetry.clear());
  afterAll(() => running.stop());
  const ask = (name: string) => send(running.client, { path: `/notes/${name}` });

  it('adds fields to every later line, whichever logger writes it, and to the span', async () => {
    const answer = await ask('set');
    const { telemetry } = running;
    const [span] = telemetry.spans();
    const ids = { trace_id: span!.traceId, request_id: answer.headers.get('x-request-id') };
    const fields = { 'order.id': 'o-7', items: 3 };
    expect(telemetry).toHaveLogLine({ msg: 'before', context: 'Notes', 'order.id': undefined, ...ids });
    expect(telemetry).toHaveLogLine({ msg: 'by Nest', context: 'Notes', ...fields, ...ids });
    expect(telemetry).toHaveLogLine({ msg: 'by PinoLogger', detail: 1, ...fields, ...ids });
    expect(telemetry).toHaveLogLine({ msg: 'by name', level: 'warn', context: 'Named', ...fields, ...ids });
    expect(telemetry).toHaveLogLine({ msg: 'GET /notes/set completed', ...fields, ...ids });
    expect(telemetry).toHaveOneServerSpan({ attributes: fields });
  });

  it('takes the fields of PinoLogger.assign()', async () => {
    await ask('assign');
    expect(running.telemetry).toHaveLogLine({ msg: 'assigned', basket: 'b-1' });
    expect(running.telemetry).toHaveLogLine({ msg: 'GET /notes/assign completed', basket: 'b-1' });
    expect(running.telemetry).toHaveOneServerSpan({ attributes: { basket: 'b-1' } });
  });

  it('keeps the names that the library writes itself, and says so', async () => {
    await ask('forge');
    const { telemetry } = running;
    const own = telemetry.logs().filter(({ msg }) => !String(msg).includes('RequestContext.set'));
    expect(JSON.stringify(own)).not.toContain('forged');
    expect(JSON.stringify(telemetry.spans())).not.toContain('forged');
    expect(telemetry).toHaveLogLine({
      level: 'warn',
      msg: expect.stringContaining("field 'trace_id' is written by the library"),
    });
  });

  it('keeps them in lines, which stay one line each', async () => {
    await ask('forge-line');
    const [span] = running.telemetry.spans();
    expect(running.telemetry).toHaveLogLine({
      level: 'info',
      level_: 'forged',
      service: expect.not.stringContaining('forged'),
      trace_id: span?.traceId,
      msg: 'line\r\nsecond line {"level":"forged"}',
    });
  });

  it('takes nothing that a line and a span could not both carry', async () => {
    expect((await ask('strange')).status).toBe(200);
    expect(running.telemetry).toHaveOneServerSpan({ attributes: { list: undefined } });
    expect({}).not.toHaveProperty('polluted');
  });
});
