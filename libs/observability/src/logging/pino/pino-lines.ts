import { context } from '@opentelemetry/api';
import { types } from 'node:util';
import { pino, type Logger, type LoggerOptions } from 'pino';
import type { LoadShedding } from '../../core/load-shedding.js';
import { auditField, field } from '../../core/names.js';
import type { LogLevel } from '../../observability.options.js';
import type { Redactor } from '../../redaction/redactor.js';
import type { LogLine, LogWriter } from '../log-writer.js';
import { traceFields } from '../trace-fields.js';
import { FinishedLine } from './finished-line.js';
import { formatMessage } from './format-message.js';
import { LineClock } from './line-clock.js';
import { LineLevels } from './line-levels.js';
import { lineContext, type LogOutput } from './log-output.js';

/** What the loggers of an application share. */
export interface PinoLinesSettings {
  readonly output: LogOutput;
  readonly level: LogLevel;
  readonly service: string;
  readonly redactor: Redactor;
  /** Whether debug lines are given up, for want of time. */
  readonly shedding?: LoadShedding;
}

/**
 * The two pino loggers of an application, on one stream: `logger` for the lines that the application writes - each copied
 * safely, masked, and given the ids of the request it was written in - and a bare one for lines that are complete.
 */
export class PinoLines implements LogWriter {
  readonly logger: Logger;
  /** Writes lines that are evidence: the level of the log does not hold them back, unless it is `silent`. */
  readonly evidence: LogWriter;
  /** What is written, while the application runs. */
  readonly levels: LineLevels;
  private readonly finished: Logger;
  private readonly output: LogOutput;
  private readonly clock = new LineClock();
  private readonly plain: FinishedLine;

  constructor({ output, level, service, redactor, shedding }: PinoLinesSettings) {
    this.output = output;
    this.plain = new FinishedLine(`,${JSON.stringify(field.service)}:${JSON.stringify(service)}`);
    const shared: LoggerOptions = {
      level,
      base: { [field.service]: service },
      timestamp: this.clock.now,
      formatters: { level: label => ({ level: label }) },
      serializers: { err: (error: unknown) => error },
    };
    this.finished = pino(shared, output);
    const unfiltered =
      level === 'silent' ? this.finished : pino({ ...shared, level: 'info' }, output.forEvidence());
    this.evidence = { write: line => write(unfiltered, line) };
    const levels = (this.levels = new LineLevels(level, (lowest, general) => {
      this.logger.level = lowest;
      this.finished.level = general;
    }));
    this.logger = pino(
      {
        ...shared,
        mixin: () => {
          const active = context.active();
          return { ...traceFields(active), [lineContext]: active };
        },
        mixinMergeStrategy: (given, ours) =>
          Object.assign(withoutForgeries(given as Fields), maskFields(ours as Fields, redactor)),
        hooks: {
          logMethod(args, method, severity) {
            if (!levels.passes(severity, args)) return;
            if (severity < info && shedding?.sheds('debug_lines') === true) return;
            try {
              method.apply(this, safeArguments(args, redactor) as Parameters<typeof method>);
            } catch {
              // A copy may still shadow what formatting calls, such as `toString`; the caller must not suffer from it.
              method.apply(this, ['A log line could not be formatted'] as unknown as Parameters<
                typeof method
              >);
            }
          },
        },
      },
      output,
    );
    maskChildBindings(this.logger, redactor);
  }

  write(finished: LogLine): void {
    const { level, message, fields } = finished;
    if (!this.finished.isLevelEnabled(level)) return;
    const line = this.plain.write(level, this.clock.now(), fields, message);
    if (line === undefined) write(this.finished, finished);
    else this.output.writeFinished(line, pino.levels.values[level] as number, finished);
  }
}

function write(logger: Logger, { level, message, fields, context: lineOf }: LogLine): void {
  logger[level]({ ...fields, [lineContext]: lineOf }, message);
}

/** As pino numbers it. */
const info = 30;

/** What a line says by itself: of two that say it, readers take the last, and nobody may put a line into a trace or pass it for evidence. */
const ownFields: ReadonlySet<string> = new Set([
  field.level,
  field.time,
  field.service,
  field.traceId,
  field.spanId,
  field.requestId,
  ...Object.values(auditField),
]);

type Fields = Record<string | symbol, unknown>;

/** Nothing that a caller logs is touched by pino itself: hostile getters and `toJSON` never run. */
function safeArguments(args: readonly unknown[], redactor: Redactor): unknown[] {
  const [first, ...rest] = args;
  const safe = rest.map(value => redactor.value(value));
  if (typeof first !== 'object' || first === null)
    return formatted([redactor.value(first), ...safe], redactor);
  const copy = redactor.value(first);
  if (types.isNativeError(first)) {
    const { message } = copy as { message?: string };
    return safe.length > 0 ? [{ err: copy }, ...formatted(safe, redactor)] : [{ err: copy }, message];
  }
  const beside = formatted(safe, redactor);
  if (typeof copy !== 'object' || copy === null) return [{ value: copy }, ...beside];
  // Alone it is the message; beside one it would stand in the line twice.
  if (beside.length > 0 && field.message in copy) rename(copy as Fields, field.message);
  return [copy, ...beside];
}

/** A message and its arguments as one text, searched as the whole that it is. */
function formatted([message, ...values]: readonly unknown[], redactor: Redactor): unknown[] {
  if (values.length === 0) return message === undefined ? [] : [message];
  if (typeof message !== 'string') return [message, ...values];
  // What pino finds no argument for it leaves alone; a second percent sign is one it would take away.
  return [redactor.text(formatMessage(message, values))];
}

/** What a caller names like a field of our own keeps its value under another name. */
function withoutForgeries(given: Fields): Fields {
  for (const key in given) if (ownFields.has(key)) rename(given, key);
  return given;
}

function rename(given: Fields, key: string): void {
  given[`${key}_`] = given[key];
  delete given[key];
}

function maskFields(fields: Fields, redactor: Redactor): Fields {
  for (const key in fields) {
    const value = fields[key];
    if (typeof value === 'string') fields[key] = redactor.attribute(key, value);
  }
  return fields;
}

/** pino offers no hook for the bindings of children, which inherit these methods from their parent. */
function maskChildBindings(logger: Logger, redactor: Redactor): void {
  const { child, setBindings } = logger as unknown as ChildMethods;
  const safe = (bindings: unknown): object => {
    const copy = redactor.value(bindings);
    if (typeof copy !== 'object' || copy === null) return {};
    // pino asks the bindings themselves which keys are theirs.
    const { hasOwnProperty: _, ...own } = copy as Fields;
    if (field.message in own) rename(own, field.message);
    return withoutForgeries(own);
  };
  Object.defineProperty(logger, 'child', {
    value(this: Logger, bindings: unknown, options?: { readonly msgPrefix?: string }) {
      const prefix = options?.msgPrefix;
      const masked = prefix === undefined ? options : { ...options, msgPrefix: redactor.text(prefix) };
      return child.call(this, safe(bindings), masked);
    },
  });
  Object.defineProperty(logger, 'setBindings', {
    value(this: Logger, bindings: unknown) {
      setBindings.call(this, safe(bindings));
    },
  });
}

interface ChildMethods {
  child(this: Logger, bindings: object, options: object | undefined): Logger;
  setBindings(this: Logger, bindings: object): void;
}
