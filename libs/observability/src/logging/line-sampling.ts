import { isSpanContextValid, trace, TraceFlags, type Context } from '@opentelemetry/api';
import { traceOf, type ObservedTrace } from '../core/observed-trace.js';

/** Which debug and info lines are written. */
export interface LineSamplingSettings {
  /** Share of the traces that are not kept whose lines are written all the same. */
  readonly ratio: number;
  /** Lines of one trace that wait for its decision. */
  readonly linesPerTrace: number;
  /** Bytes of the waiting lines of all traces. */
  readonly bytes: number;
}

/** A line that waits. */
interface WaitingLine {
  readonly bytes: number;
  readonly write: () => void;
}

/** Lets debug and info lines pass by what becomes of their trace. Warnings and errors never come here. */
export class LineSampling {
  private readonly waiting = new WeakMap<ObservedTrace, WaitingLine[]>();
  private heldBytes = 0;
  private droppedLines = 0;

  constructor(private readonly settings: LineSamplingSettings) {}

  /** Lines that were not written. */
  get dropped(): number {
    return this.droppedLines;
  }

  /** Bytes of lines that wait. */
  get bytes(): number {
    return this.heldBytes;
  }

  /**
   * Whether a line is written now. Otherwise it is dropped, or `write` is called when its trace is kept: behind the lines that
   * were written meanwhile, and with its own time.
   */
  passes(active: Context | undefined, bytes: number, write: () => void): boolean {
    const span = active && trace.getSpan(active);
    const own = span?.spanContext();
    if (!own || !isSpanContextValid(own) || this.chooses(own.traceId)) return true;
    const observed = traceOf(span);
    if (observed?.fate === 'open') {
      this.hold(observed, { bytes, write });
      return false;
    }
    const isKept = observed ? observed.fate === 'kept' : (own.traceFlags & TraceFlags.SAMPLED) !== 0;
    if (!isKept) this.droppedLines += 1;
    return isKept;
  }

  /** By other digits than sampling itself, whose choice would make this one empty. */
  private chooses(traceId: string): boolean {
    const { ratio } = this.settings;
    return ratio > 0 && Number.parseInt(traceId.slice(18, 26), 16) / 2 ** 32 < ratio;
  }

  private hold(observed: ObservedTrace, line: WaitingLine): void {
    if (this.heldBytes + line.bytes > this.settings.bytes) {
      this.droppedLines += 1;
      return;
    }
    const lines = this.linesOf(observed);
    lines.push(line);
    this.heldBytes += line.bytes;
    if (lines.length <= this.settings.linesPerTrace) return;
    this.heldBytes -= lines.shift()?.bytes ?? 0;
    this.droppedLines += 1;
  }

  private linesOf(observed: ObservedTrace): WaitingLine[] {
    const known = this.waiting.get(observed);
    if (known) return known;
    const lines: WaitingLine[] = [];
    this.waiting.set(observed, lines);
    observed.whenDecided(fate => {
      this.waiting.delete(observed);
      for (const { bytes, write } of lines) {
        this.heldBytes -= bytes;
        if (fate === 'kept') write();
        else this.droppedLines += 1;
      }
    });
    return lines;
  }
}
