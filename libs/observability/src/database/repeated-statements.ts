import { context, trace, type Context, type Counter, type Meter, type Span } from '@opentelemetry/api';
import { databaseAttr, databaseMetric, nPlusOneEvent } from '../core/database-names.js';
import { attr } from '../core/names.js';
import type { FaultLog } from '../core/fault-log.js';
import type { Operation } from '../core/operation.js';
import { joinSiblings, whenEnding } from '../core/sibling-spans.js';
import { applicationFrame, type CodeLocation } from './application-frame.js';
import type { DatabaseWarnings } from './database-warnings.js';
import type { Statement } from './statement.js';
import { handlerAround, workAround } from './work-around.js';

/** When repetition is an N+1, and who is told. */
export interface RepetitionSettings {
  readonly threshold: number;
  readonly minDurationMs: number;
  readonly faults: FaultLog;
  readonly warnings: DatabaseWarnings;
  /** Asked for on first use; absent where metrics are off. */
  readonly counter: () => Counter | undefined;
}

/** Counts pieces of work with an N+1, by statement. */
export function nPlusOneCounter(meter: Meter): Counter {
  return meter.createCounter(databaseMetric.nPlusOne, {
    unit: '{event}',
    description: 'Pieces of work that ran the same reading statement again and again.',
  });
}

/** Different statements below one span that are counted; later ones are not. */
const maxStatements = 200;

/** One statement below one span. */
class Tally {
  runs = 0;
  open = 0;
  milliseconds = 0;
  where: CodeLocation | undefined;
  crossed = false;
  told = false;

  constructor(
    readonly statement: Statement,
    /** The work around, for whoever is told. */
    readonly around: Context,
  ) {}
}

/** One run of a statement. */
export interface RepeatedRun {
  /** @param milliseconds that it took */
  ended(milliseconds: number): void;
}

/**
 * Counts how often a statement that only reads runs below one span, one run after the other: runs at the same time do not wait for
 * one another. Told when the span ends, so that the count is whole; where spans are not recorded, as soon as it is too many.
 */
export class RepeatedStatements {
  private readonly tallies = new WeakMap<Span, Map<Statement, Tally>>();

  /**
   * @param settings `undefined`: nobody looks for an N+1
   * @param marks whether spans are marked as equal, so that they may be collapsed
   */
  constructor(
    private readonly settings: RepetitionSettings | undefined,
    private readonly marks: boolean,
  ) {}

  /** Notes the start of a statement below a span. */
  began(parent: Span, statement: Statement, operation: Operation): RepeatedRun | undefined {
    const own = this.marks ? trace.getSpan(operation.context) : undefined;
    if (own && own !== parent && own.isRecording()) joinSiblings(own, { parent, kind: statement });
    if (!this.settings || !statement.reads) return undefined;
    const tally = this.tallyOf(parent, statement, operation.parent);
    if (!tally) return undefined;
    if (tally.open === 0) tally.runs += 1;
    tally.open += 1;
    return {
      ended: milliseconds => {
        tally.open -= 1;
        tally.milliseconds += milliseconds;
        // At the end, so that what the stack costs is in no query's duration.
        if (tally.runs >= this.settings!.threshold && !tally.crossed) this.crossed(parent, tally);
        if (!tally.told && tally.runs >= this.settings!.threshold && !parent.isRecording()) this.tell(tally);
      },
    };
  }

  private crossed(parent: Span, tally: Tally): void {
    tally.crossed = true;
    tally.where = applicationFrame();
    if (!parent.isRecording()) return;
    whenEnding(parent, () =>
      this.settings?.faults.guard('N+1 detection', () => this.conclude(parent, tally)),
    );
  }

  private conclude(parent: Span, tally: Tally): void {
    if (!this.tell(tally)) return;
    const { statement, runs, milliseconds, where } = tally;
    const most = Math.max(0, ...[...(this.tallies.get(parent)?.values() ?? [])].map(each => each.runs));
    parent.setAttribute(databaseAttr.nPlusOneCount, most);
    parent.addEvent(nPlusOneEvent, {
      [databaseAttr.dbQuerySummary]: statement.summary,
      ...(statement.text !== undefined && { [databaseAttr.dbQueryText]: statement.text }),
      [databaseAttr.nPlusOneCount]: runs,
      [databaseAttr.nPlusOneDuration]: milliseconds / 1_000,
      ...(where && { [databaseAttr.codeFilePath]: where.file, [databaseAttr.codeLineNumber]: where.line }),
      ...(where?.caller !== undefined && { [attr.codeFunctionName]: where.caller }),
    });
  }

  /** @returns whether it is an N+1 */
  private tell(tally: Tally): boolean {
    const { settings } = this;
    if (!settings || tally.milliseconds < settings.minDurationMs) return false;
    tally.told = true;
    const { statement, runs, where, around } = tally;
    settings.counter()?.add(1, { ...statement.definition.dimensions });
    const warning = { statement, runs, where, operation: workAround(around), handler: handlerAround(around) };
    context.with(around, () => settings.warnings.repeated(warning));
    return true;
  }

  private tallyOf(parent: Span, statement: Statement, around: Context): Tally | undefined {
    let ofParent = this.tallies.get(parent);
    if (!ofParent) this.tallies.set(parent, (ofParent = new Map()));
    let tally = ofParent.get(statement);
    if (!tally && ofParent.size < maxStatements) {
      tally = new Tally(statement, around);
      ofParent.set(statement, tally);
    }
    return tally;
  }
}
