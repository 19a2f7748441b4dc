import type { AnyValue } from '@opentelemetry/api';
import type { LogRecordProcessor } from '@opentelemetry/sdk-logs';
import { scopeName } from '../../core/names.js';
import type { Redactor } from '../../redaction/redactor.js';

/**
 * Applies the redaction policy to log records that other code emits by the OpenTelemetry API; those of this library are made of
 * lines that were masked before. First in the list of processors.
 */
export class MaskingLogProcessor implements LogRecordProcessor {
  constructor(private readonly redactor: Redactor) {}

  onEmit(record: Parameters<LogRecordProcessor['onEmit']>[0]): void {
    if (record.instrumentationScope.name === scopeName) return;
    const { redactor } = this;
    if (record.body !== undefined) record.setBody(redactor.value(record.body) as AnyValue);
    for (const [key, value] of Object.entries(record.attributes)) {
      const masked = redactor.value({ [key]: value }) as Record<string, AnyValue>;
      record.setAttribute(key, masked[key] as AnyValue);
    }
  }

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {}
}
