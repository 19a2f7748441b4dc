import { isSpanContextValid, trace } from '@opentelemetry/api';
import { scopeIn } from '../context/request-scope.js';
import type { FaultLog } from '../core/fault-log.js';
import { attr } from '../core/names.js';
import type { Redactor } from '../redaction/redactor.js';
import type { ErrorReporter, ReportedError } from './error-reporter.js';
import type { LineTrail } from './line-trail.js';
import type { ExceptionListener } from './recorded-exception.js';

/** What a reporter is told besides the error. */
export interface ReportSettings {
  readonly reporter: ErrorReporter;
  readonly service: ReportedError['service'];
  readonly redactor: Redactor;
  readonly trail: LineTrail;
  readonly faults: FaultLog;
  /** What its faults are reported as. */
  readonly site: string;
}

/** Hands each error to a reporter, with what is known about the work that it ended. */
export function reportErrors(settings: ReportSettings): ExceptionListener {
  const { reporter, service, redactor, trail, faults, site } = settings;
  return ({ failure, fingerprint, origin, context }) => {
    const span = trace.getSpanContext(context);
    const ids = span && isSpanContextValid(span) ? span : undefined;
    const scope = scopeIn(context);
    const route = scope?.operation?.dimensions[attr.httpRoute];
    const error: ReportedError = {
      thrown: failure.thrown,
      type: failure.type,
      fingerprint,
      origin,
      service,
      traceId: ids?.traceId,
      spanId: ids?.spanId,
      requestId: scope?.requestId,
      userId: scope?.actor?.id,
      tenantId: scope?.actor?.tenant,
      route: route === undefined ? undefined : String(route),
      handler: scope?.handler,
      lines: trail.of(context),
      redact: value => redactor.value(value),
    };
    faults.tell(site, () => reporter.report(error));
  };
}
