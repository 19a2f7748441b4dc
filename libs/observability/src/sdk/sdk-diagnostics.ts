import { DiagConsoleLogger, type DiagLogger } from '@opentelemetry/api';
import { types } from 'node:util';
import { describeFailure } from '../core/failure.js';
import type { FaultLog } from '../core/fault-log.js';

/**
 * What the OpenTelemetry SDK says about itself. Errors and warnings - an export that failed, spans that were dropped - are
 * told once a minute with their number, because a dead collector repeats them with every batch; the rest is for debugging.
 */
export class SdkDiagnostics extends DiagConsoleLogger implements DiagLogger {
  constructor(faults: FaultLog) {
    super();
    const report = (...words: unknown[]): void => faults.report('OpenTelemetry SDK', wordsOf(words));
    this.error = report;
    this.warn = report;
  }
}

const longest = 500;

/** The SDK hands over errors as JSON with their stack; the message is what a reader needs. */
function wordsOf(words: readonly unknown[]): string {
  return words.map(textOf).join(' ').slice(0, longest);
}

function textOf(word: unknown): string {
  if (types.isNativeError(word)) return describeFailure(word).message;
  if (typeof word !== 'string') return '';
  try {
    const { message } = JSON.parse(word) as { message?: unknown };
    return typeof message === 'string' ? message : word;
  } catch {
    return word;
  }
}
