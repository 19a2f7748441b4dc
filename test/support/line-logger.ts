import type { LoggerService } from '@nestjs/common';

/** Keeps what goes through Nest's Logger as `level context message` lines. */
export class LineLogger implements LoggerService {
  readonly lines: string[] = [];

  log(message: unknown, context?: string): void {
    this.lines.push(`log ${context} ${message}`);
  }

  warn(message: unknown, context?: string): void {
    this.lines.push(`warn ${context} ${message}`);
  }

  error(message: unknown, context?: string): void {
    this.lines.push(`error ${context} ${message}`);
  }

  /** The lines of one context, without it. */
  of(context: string): string[] {
    return this.lines
      .filter(line => line.split(' ')[1] === context)
      .map(line => line.replace(` ${context}`, ''));
  }
}
