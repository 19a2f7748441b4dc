import type { Counter, Meter, ObservableResult } from '@opentelemetry/api';
import { attr, metric } from '../core/names.js';
import type { AuditEntry } from './audit-entry.js';
import type { AuditListener } from './audit-listener.js';
import type { AuditVitals } from './audit-vitals.js';
import type { AuditVerdict } from './verify/audit-verification.js';

/** Counts what the audit trail writes, and shows how it is doing. Labels are outcome, atomicity and the kind of actor, all bounded. */
export class AuditMetrics implements AuditListener {
  readonly #events: Counter;
  readonly #writeErrors: Counter;
  readonly #verifyFailures: Counter;

  /**
   * @param meter of a provider that has started
   * @param vitals read at each collection, so it must not wait for anything
   */
  constructor(meter: Meter, vitals: () => AuditVitals) {
    this.#events = meter.createCounter(metric.auditEvents, {
      unit: '{event}',
      description: 'Audit events that were stored.',
    });
    this.#writeErrors = meter.createCounter(metric.auditWriteErrors, {
      unit: '{event}',
      description: 'Audit events that could not be stored.',
    });
    this.#verifyFailures = meter.createCounter(metric.auditVerifyFailures, {
      unit: '{failure}',
      description: 'Verifications that found the audit trail changed.',
    });
    // Told from the beginning: an alert on an increase does not see a counter that begins at one.
    this.#writeErrors.add(0);
    this.#verifyFailures.add(0);
    observe(
      meter,
      metric.auditPending,
      { unit: '{event}', description: 'Audit events that wait to be sealed.' },
      () => vitals().pending,
    );
    observe(
      meter,
      metric.auditSealLag,
      { unit: 's', description: 'Age of the oldest audit event that is not sealed.' },
      () => vitals().sealLag,
    );
    observe(
      meter,
      metric.auditSpillDepth,
      { unit: '{entry}', description: 'Audit entries in the spill file.' },
      () => vitals().spillDepth,
    );
    observe(
      meter,
      metric.auditAnchorAge,
      { unit: 's', description: 'Age of the oldest checkpoint that no anchor has taken.' },
      () => vitals().anchorAge,
    );
  }

  /** Counts an entry that is durable. */
  stored({ outcome, atomicity, actor }: Pick<AuditEntry, 'outcome' | 'atomicity' | 'actor'>): void {
    this.#events.add(1, {
      [attr.outcome]: outcome,
      [attr.atomicity]: atomicity,
      [attr.auditActorType]: actor.type,
    });
  }

  /** Counts an entry that could not be stored. */
  failed(): void {
    this.#writeErrors.add(1);
  }

  /** Counts a verification that found the log changed. */
  verified(verdict: AuditVerdict): void {
    if (verdict === 'tampered') this.#verifyFailures.add(1);
  }
}

function observe(
  meter: Meter,
  name: string,
  options: { readonly unit: string; readonly description: string },
  read: () => number | undefined,
): void {
  meter.createObservableGauge(name, options).addCallback((result: ObservableResult) => {
    const value = read();
    if (value !== undefined) result.observe(value);
  });
}
