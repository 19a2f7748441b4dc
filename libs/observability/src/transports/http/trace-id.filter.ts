import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { BaseExceptionFilter, type AbstractHttpAdapter, type ApplicationConfig } from '@nestjs/core';
import { context, isSpanContextValid, trace } from '@opentelemetry/api';
import { scopeIn } from '../../context/request-scope.js';

/** Whatever a request throws: filters see the exceptions of every transport, and only HTTP has bodies like these. */
class ExceptionOfRequest {
  static [Symbol.hasInstance](): boolean {
    return scopeIn(context.active())?.operation?.definition.type === 'http';
  }
}

/** From here on the server is to blame, and whoever reports it should be able to say which request it was. */
const firstServerError = 500;

/** Answers as Nest does when no filter of the application takes an exception, with the trace id in bodies of server errors. */
@Catch(ExceptionOfRequest)
class TraceIdFilter implements ExceptionFilter {
  private readonly answer: BaseExceptionFilter;

  constructor(adapter: AbstractHttpAdapter) {
    const replying = Object.create(adapter, {
      reply: {
        value: (response: unknown, body: unknown, status?: number): unknown =>
          adapter.reply(
            response,
            status !== undefined && status >= firstServerError ? named(body) : body,
            status,
          ),
      },
    }) as AbstractHttpAdapter;
    this.answer = new BaseExceptionFilter(replying);
  }

  catch(exception: unknown, host: ArgumentsHost): void {
    Reflect.apply(this.answer.catch, this.answer, [exception, host]);
  }
}

/** Only bodies of the usual form: a text or a list has no place for it. */
function named(body: unknown): unknown {
  const span = trace.getSpanContext(context.active());
  if (!span || !isSpanContextValid(span)) return body;
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  return { ...body, traceId: span.traceId };
}

/**
 * Lets Nest ask the filter after all others: it asks global ones from the end. Call it when the application has added its
 * own, i.e. from `configure()`.
 */
export function putTraceIdFilterLast(config: ApplicationConfig, adapter: AbstractHttpAdapter): void {
  config.getGlobalFilters().unshift(new TraceIdFilter(adapter));
}
