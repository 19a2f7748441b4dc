import { Logger } from '@nestjs/common';
import { describeFailure } from '../../../core/failure.js';
import { AuditLogDamagedError } from './audit-log-damaged.error.js';

/** Says once that events cannot be sealed, once again when the log turns out to be damaged, and once when it is over. */
export class SealingLog {
  private readonly logger = new Logger('Audit');
  private said: 'damaged' | 'unreachable' | undefined;
  private since = 0;

  constructor(private readonly stream: string) {}

  /** Takes note of a failed attempt. Never throws. */
  failed(failure: unknown): void {
    const { type, message } = describeFailure(failure);
    const kind = failure instanceof AuditLogDamagedError ? 'damaged' : 'unreachable';
    if (kind === this.said) return;
    if (this.said === undefined) this.since = performance.now();
    this.said = kind;
    const reason = `${type}: ${message.replace(/\s+/g, ' ').slice(0, 500)}`;
    this.write(
      'error',
      `Audit log "${this.stream}": events are stored but cannot be sealed; trying again. ${reason}`,
    );
  }

  /** Takes note of success after failure. Never throws. */
  recovered(): void {
    if (this.said === undefined) return;
    this.said = undefined;
    const seconds = Math.round((performance.now() - this.since) / 1000);
    this.write('log', `Audit log "${this.stream}": sealing again after ${seconds} s`);
  }

  private write(level: 'error' | 'log', line: string): void {
    try {
      this.logger[level](line);
    } catch {
      // A logger that fails must not end the sealer.
    }
  }
}
