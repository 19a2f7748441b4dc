import { Controller, Get, Inject, Logger, Module, Param, Post, Query } from '@nestjs/common';
import { context, propagation, trace } from '@opentelemetry/api';
import { Audited, keep, RequestContext, Traced, type ObservabilityOptions } from 'nestjs-observability';
import { OtlpReceiver } from '../support/otlp-receiver.js';
import { testApp, type Adapter, type RunningTestApp } from '../support/test-app.js';

/** A handler for everything that keeps a trace, and one that gives no reason to. */
@Controller()
export class ReasonsController {
  private readonly logger = new Logger('Reasons');

  constructor(@Inject(RequestContext) private readonly request: RequestContext) {}

  @Get('plain')
  @Traced('work')
  plain(): { traceparent?: string } {
    this.logger.debug('a detail of plain');
    const carrier: Record<string, string> = {};
    propagation.inject(context.active(), carrier);
    return carrier;
  }

  @Get('broken')
  @Traced('work')
  broken() {
    this.logger.debug('a detail of broken');
    this.logger.log('news of broken');
    throw new Error('out of paper');
  }

  /** Fails inside and answers all the same. */
  @Get('mended')
  mended() {
    trace.getTracer('by-hand').startActiveSpan('attempt', span => span.setStatus({ code: 2 }).end());
    return 'ok';
  }

  @Get('slow/:what')
  async slow(@Param('what') _what: string, @Query('ms') ms: string) {
    await new Promise(resolve => setTimeout(resolve, Number(ms)));
    return 'ok';
  }

  @Post('audited')
  @Audited('thing.create')
  audited() {
    return 'ok';
  }

  @Get('marked')
  @Traced('work')
  marked() {
    this.logger.debug('a detail of marked');
    keep();
    return 'ok';
  }

  @Get('marked-by-context')
  markedByContext() {
    this.request.keep();
    return 'ok';
  }

  @Get('role/:role')
  @Traced('work')
  role(@Param('role') role: string) {
    this.request.set('role', role);
    if (role === 'guest-error') throw new Error('no');
    return 'ok';
  }

  /** A span that ends long after its request. */
  @Get('late')
  late(@Query('fail') fail?: string) {
    const span = trace.getTracer('by-hand').startSpan('afterwards');
    setTimeout(() => (fail ? span.setStatus({ code: 2 }) : span).end(), 30);
    if (fail === undefined) keep();
    return 'ok';
  }

  @Get('call')
  async call(@Query('port') port: string) {
    return (await fetch(`http://127.0.0.1:${port}/broken`)).status;
  }
}

@Module({ controllers: [ReasonsController] })
class ReasonsModule {}

/** An application whose spans go to a receiver of its own. */
export interface SampledApp extends RunningTestApp {
  readonly receiver: OtlpReceiver;
  /** Closes it, after which everything that is to leave has left. */
  finish(): Promise<void>;
  /** What was received, in short: `GET /plain < work (error)` with the reason, sorted. */
  told(): string[];
}

/** Starts it; spans and lines leave by OTLP. */
export async function sampledApp(adapter: Adapter, options: ObservabilityOptions): Promise<SampledApp> {
  const receiver = await OtlpReceiver.start();
  const running = await testApp(ReasonsModule)
    .on(adapter)
    .observedWith({ ...options, otlp: { endpoint: receiver.endpoint } })
    .start();
  // The capture looks at every span; here only what leaves counts.
  running.telemetry.stop();
  return {
    ...running,
    receiver,
    async finish() {
      await running.stop();
      await receiver.stop();
    },
    told: () =>
      receiver.spans
        .map(({ name, attributes }) => `${name} (${String(attributes['sampling.reason'])})`)
        .sort(),
  };
}
