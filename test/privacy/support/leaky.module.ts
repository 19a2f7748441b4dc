import { Controller, Get, Injectable, Logger, Module, Param, Post, Body } from '@nestjs/common';
import { logs, metrics, SeverityNumber, trace, type AnyValue } from '@opentelemetry/api';
import { Audited, RequestContext, Traced } from 'nestjs-observability';
import { Counter, register } from 'prom-client';
import { placements } from '../placements/index.js';

/** A text that an application would make of a value. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}

const asObject = (value: unknown): object =>
  typeof value === 'object' && value !== null ? value : { note: value };

/** Puts a value into everything that telemetry is made of. */
@Injectable()
class LeakyService {
  private readonly logger = new Logger('Leaky');
  private readonly counter = register.getSingleMetric('leaky_total') as Counter;

  constructor(private readonly request: RequestContext) {}

  lines(value: unknown): void {
    const text = textOf(value) ?? 'nothing';
    this.logger.log(text);
    this.logger.warn(asObject(value));
    this.logger.error(value);
    this.logger.error(`failed: ${text}`, text);
    this.logger.log({ deeper: { list: [value] } }, 'a message');
    this.logger.log('%s and %j', text, value);
  }

  @Traced({
    attributes: (value: unknown) => ({ note: textOf(value) ?? '', notes: [textOf(value) ?? ''] }),
  })
  spans(value: unknown): void {
    const span = trace.getActiveSpan();
    const text = textOf(value) ?? 'nothing';
    span?.setAttribute('by.hand', text);
    span?.addEvent('noted', { note: text });
    this.request.set('hint', text);
    trace.getTracer('other').startActiveSpan(`work ${text.slice(0, 300)}`, other => {
      other.setAttribute('note', text);
      other.setStatus({ code: 2, message: text });
      if (value instanceof Error) other.recordException(value);
      else other.recordException(text);
      other.end();
    });
  }

  points(value: unknown): void {
    const text = textOf(value) ?? 'nothing';
    metrics.getMeter('other').createCounter('other.calls').add(1, { note: text });
    this.counter.inc({ note: text });
  }

  records(value: unknown): void {
    logs.getLogger('other').emit({
      severityNumber: SeverityNumber.INFO,
      body: value as AnyValue,
      attributes: { note: textOf(value) ?? '', value: value as AnyValue },
    });
  }

  @Audited('leak.try', {
    details: (value: unknown) => ({ given: value as never, text: textOf(value) ?? '' }),
    reason: (value: unknown) => textOf(value),
  })
  audit(_value: unknown): void {}

  @Traced()
  fail(value: unknown): never {
    throw value instanceof Error ? value : new Error(textOf(value) ?? 'nothing');
  }
}

@Controller('leaks')
class LeakyController {
  constructor(private readonly leaky: LeakyService) {}

  @Post('body')
  body(@Body() _body: unknown) {
    return 'kept';
  }

  @Get(':index')
  leak(@Param('index') index: string) {
    const { value } = placements[Number(index)] ?? {};
    this.leaky.lines(value);
    this.leaky.spans(value);
    this.leaky.points(value);
    this.leaky.records(value);
    this.leaky.audit(value);
    return 'done';
  }

  @Get(':index/failure')
  fail(@Param('index') index: string) {
    return this.leaky.fail(placements[Number(index)]?.value);
  }
}

@Module({ controllers: [LeakyController], providers: [LeakyService] })
export class LeakyModule {}
