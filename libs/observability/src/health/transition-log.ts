import { Logger } from '@nestjs/common';
import type { CheckResult, CheckStatus } from './check-result.js';
import type { RedactDetails } from './health.module-options.js';

const MAX_REASON_LENGTH = 500;

/** Writes one line when a dependency changes its state, and none for the probes in between. */
export class TransitionLog {
  readonly #logger = new Logger('Health');
  readonly #statuses = new Map<string, CheckStatus>();

  constructor(private readonly redact: RedactDetails) {}

  /** Takes notice of a fresh result; a dependency counts as up until it says otherwise. Never throws. */
  observe(name: string, { status, details }: CheckResult): void {
    const previous = this.#statuses.get(name) ?? 'up';
    this.#statuses.set(name, status);
    if (status === previous) {
      return;
    }
    try {
      this.#write(name, status, details['message']);
    } catch {
      // A redaction or logger that fails must not turn a probe into an error.
    }
  }

  #write(name: string, status: CheckStatus, message: unknown): void {
    if (status === 'up') {
      this.#logger.log(`Readiness: "${name}" is up again`);
      return;
    }
    const reason = message === undefined ? '' : `: ${oneLine(String(this.redact(message)))}`;
    this.#logger.warn(`Readiness: "${name}" is ${status}${reason}`);
  }
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').slice(0, MAX_REASON_LENGTH);
}
