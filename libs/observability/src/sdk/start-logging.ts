import { ROOT_CONTEXT, type Logger } from '@opentelemetry/api';
import type { ResolvedOptions } from '../config/resolved-options.js';
import type { LoadShedding } from '../core/load-shedding.js';
import { LineSampling } from '../logging/line-sampling.js';
import { LogOutput, type LineDestination } from '../logging/pino/log-output.js';
import { otlpLogs } from '../logging/pino/otlp-logs.js';
import { PinoLines } from '../logging/pino/pino-lines.js';
import type { Redactor } from '../redaction/redactor.js';
import type { TelemetryTaps } from './telemetry-taps.js';

/** The running logging of one application. */
export interface StartedLogging {
  readonly lines: PinoLines;
  readonly output: LogOutput;
  /** Present when debug and info lines follow their trace. */
  readonly sampling: LineSampling | undefined;
  /** Whether lines leave as log records, too. */
  exportLines(on: boolean): void;
}

/** Where log lines go, and who hears of them beside. */
export interface LogExits {
  readonly destination: LineDestination;
  readonly redactor: Redactor;
  readonly taps: TelemetryTaps;
  readonly otlpLogger: Logger | undefined;
  readonly shedding: LoadShedding;
}

/** Makes the loggers. */
export function startLogging({ logging, service }: ResolvedOptions, exits: LogExits): StartedLogging {
  const { redactor, taps, otlpLogger, shedding } = exits;
  const sampling = logging.sampling && new LineSampling(logging.sampling);
  const output = new LogOutput(exits.destination, taps, sampling);
  let stop = otlpLogger && output.listen(otlpLogs(otlpLogger));
  const lines = new PinoLines({ output, level: logging.level, service: service.name, redactor, shedding });
  exits.destination.onRecovery?.(lost => {
    const message = `${lost} log lines were lost because more of them waited than may`;
    lines.write({ level: 'warn', message, fields: {}, context: ROOT_CONTEXT });
  });
  return {
    output,
    sampling,
    lines,
    exportLines(on) {
      stop?.();
      stop = otlpLogger && on ? output.listen(otlpLogs(otlpLogger)) : undefined;
    },
  };
}
