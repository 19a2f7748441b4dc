import { Logger } from '@nestjs/common';
import { ROOT_CONTEXT } from '@opentelemetry/api';
import type { AuditLines } from '../audit-lines.js';
import type { AnchoredCheckpoint, AuditAnchor } from './audit-anchor.js';
import { checkpointLine, checkpointMessage } from './checkpoint-line.js';

/**
 * Keeps checkpoints in the log: one line `audit.checkpoint`, which leaves the machine by standard output and as an OpenTelemetry
 * log record. On by default.
 */
export class LogAnchor implements AuditAnchor {
  readonly name = 'log';

  /**
   * @param lines where lines go. @defaultValue those of the application that publishes; without one the Nest logger `Audit`, which a
   * log level above `info` silences
   */
  constructor(private readonly lines?: AuditLines) {}

  /** The same for an application whose evidence goes there; one that was told where keeps to that. */
  through(lines: AuditLines | undefined): LogAnchor {
    return this.lines ? this : new LogAnchor(lines);
  }

  publish(checkpoint: AnchoredCheckpoint): void {
    (this.lines ?? nestLines()).write({
      level: 'info',
      message: checkpointMessage,
      fields: checkpointLine(checkpoint),
      context: ROOT_CONTEXT,
    });
  }
}

function nestLines(): AuditLines {
  const logger = new Logger('Audit');
  return {
    write({ level, message, fields }) {
      if (level === 'warn') logger.warn(fields, message);
      else logger.log(fields, message);
    },
  };
}
