import type { ErrorReporter, ReportedError, ReportedLine } from '../errors/error-reporter.js';
import type { SentryApi, SentryEvent } from './sentry-api.js';

/** How Sentry names the severities of breadcrumbs. */
const crumbLevels: Readonly<Record<ReportedLine['level'], string>> = {
  fatal: 'fatal',
  error: 'error',
  warn: 'warning',
  info: 'info',
  debug: 'debug',
  trace: 'debug',
};

/**
 * Sends each error to Sentry once, whoever else reports it there: Sentry marks an error that it has taken. The event
 * carries service, trace, request, user and the last log lines, and is masked by the redaction policy of the application
 * before it leaves. Traces are left to OTLP.
 *
 * @example
 * ```ts
 * import * as Sentry from '@sentry/node';
 *
 * ObservabilityModule.forRoot({ errors: { reporters: [new SentryReporter(Sentry)] } })
 * ```
 */
export class SentryReporter implements ErrorReporter {
  /** @param sentry the module of the Sentry SDK, initialised by the application */
  constructor(private readonly sentry: SentryApi) {}

  report(error: ReportedError): void {
    this.sentry.withScope(scope => {
      const fill = (event: SentryEvent): SentryEvent => described(masked(event, error), error);
      scope.addEventProcessor(fill as never);
      const handled = error.origin === 'operation';
      this.sentry.captureException(error.thrown, {
        mechanism: { type: `nestjs-observability.${error.origin}`, handled },
        captureContext: { level: handled ? 'error' : 'fatal' },
      });
    });
  }
}

/** Everything in an event that the application may have put a secret into. */
function masked(event: SentryEvent, { redact }: ReportedError): SentryEvent {
  const { exception, message, logentry, breadcrumbs, contexts, extra, request, user, tags } = event;
  const parts = { message, logentry, breadcrumbs, contexts, extra, request, user, tags };
  const given = Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined));
  const values = exception?.values?.map(each => ({
    ...each,
    ...(each.value !== undefined && { value: String(redact(each.value)) }),
    ...(each.stacktrace && {
      stacktrace: {
        ...each.stacktrace,
        frames: each.stacktrace.frames?.map(frame => withoutSecrets(frame, redact)),
      },
    }),
  }));
  return { ...event, ...(redact(given) as SentryEvent), ...(values && { exception: { values } }) };
}

/** Local variables are there when the application asked Sentry for them. */
function withoutSecrets<Frame extends { vars?: unknown }>(
  frame: Frame,
  redact: ReportedError['redact'],
): Frame {
  return frame.vars === undefined ? frame : { ...frame, vars: redact(frame.vars) };
}

function described(event: SentryEvent, error: ReportedError): SentryEvent {
  const { service, traceId, spanId, userId, requestId, route, handler, tenantId, lines } = error;
  const release = event.release ?? service.version;
  return {
    ...event,
    environment: service.environment,
    ...(release !== undefined && { release }),
    ...(userId !== undefined && { user: { ...(event.user as object), id: userId } }),
    ...(lines.length > 0 && { breadcrumbs: lines.map(crumbOf) }),
    contexts: {
      ...event.contexts,
      ...(traceId !== undefined && { trace: { trace_id: traceId, span_id: spanId } }),
    },
    tags: {
      ...event.tags,
      ...present({
        service: service.name,
        route,
        handler,
        request_id: requestId,
        tenant_id: tenantId,
        fingerprint: error.fingerprint,
      }),
    },
  };
}

function crumbOf({ time, level, message }: ReportedLine): object {
  return { timestamp: time / 1_000, category: 'log', level: crumbLevels[level], message };
}

function present(tags: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(tags).filter((tag): tag is [string, string] => tag[1] !== undefined),
  );
}
