import { SpanStatusCode, trace, type Span } from '@opentelemetry/api';
import { startSdk } from '../start-sdk.js';
import type { Subject } from '../subject.js';

type Method = (this: unknown, ...args: unknown[]) => unknown;

/** What one writes by hand on the OpenTelemetry API: `startActiveSpan` around the call. */
export const subject: Subject = { decorate: () => withSpan as MethodDecorator, start: startSdk };

function withSpan(_: object, name: string, descriptor: TypedPropertyDescriptor<Method>): void {
  const method = descriptor.value as Method;
  const tracer = trace.getTracer('bench');
  const isAsync = method.constructor.name === 'AsyncFunction';
  descriptor.value = isAsync
    ? function (...args) {
        return tracer.startActiveSpan(name, async span => {
          try {
            return await method.apply(this, args);
          } catch (error) {
            throw failed(span, error);
          } finally {
            span.end();
          }
        });
      }
    : function (...args) {
        return tracer.startActiveSpan(name, span => {
          try {
            return method.apply(this, args);
          } catch (error) {
            throw failed(span, error);
          } finally {
            span.end();
          }
        });
      };
}

function failed(span: Span, error: unknown): unknown {
  span.recordException(error as Error);
  span.setStatus({ code: SpanStatusCode.ERROR });
  return error;
}
