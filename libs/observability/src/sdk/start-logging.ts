import type { Logger } from '@opentelemetry/api';
import type { ResolvedOptions } from '../config/resolved-options.js';
import { openDestination } from '../logging/pino/log-destination.js';
import { LogOutput } from '../logging/pino/log-output.js';
import { otlpLogs } from '../logging/pino/otlp-logs.js';
import { PinoLines } from '../logging/pino/pino-lines.js';
import type { Redactor } from '../redaction/redactor.js';
import type { TelemetryTaps } from './telemetry-taps.js';

/** The running logging of one application. */
export interface StartedLogging {
  readonly lines: PinoLines;
  readonly output: LogOutput;
}

/** Who hears of log lines beside the destination. */
export interface LogListeners {
  readonly redactor: Redactor;
  readonly taps: TelemetryTaps;
  readonly otlpLogger: Logger | undefined;
}

/** Opens the destination and makes the loggers. */
export function startLogging({ logging, service }: ResolvedOptions, listeners: LogListeners): StartedLogging {
  const { redactor, taps, otlpLogger } = listeners;
  const output = new LogOutput(openDestination(logging));
  if (otlpLogger) output.listen(otlpLogs(otlpLogger));
  output.listen((_entry, line) => {
    if (taps.watched) taps.logLineWritten(JSON.parse(line) as Record<string, unknown>);
  });
  return {
    output,
    lines: new PinoLines({ output, level: logging.level, service: service.name, redactor }),
  };
}
