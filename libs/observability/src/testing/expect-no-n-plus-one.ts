import { databaseAttr, nPlusOneEvent } from '../core/database-names.js';
import type { CapturedSpan } from './captured-span.js';

/** Work ran the same reading statement again and again. */
export class NPlusOneError extends Error {
  readonly code = 'OBSERVABILITY_N_PLUS_ONE';

  constructor(found: readonly string[]) {
    super(
      `Expected no N+1, found ${found.length}:\n${found.map(each => `  ${each}`).join('\n')}\n` +
        'Load the rows with one statement: a join, `relations`, or `In(ids)`.',
    );
    this.name = 'NPlusOneError';
  }
}

/** Anything that gives captured spans, such as what `captureTelemetry()` returns. */
export interface NPlusOneSource {
  spans(): readonly Pick<CapturedSpan, 'name' | 'events'>[];
}

/**
 * Fails a test in which work ran the same reading statement as often as `database.nPlusOne.threshold` says, one run after the
 * other. It looks at spans that have ended: `await telemetry.waitForIdle()` first.
 *
 * @throws {@link NPlusOneError} that names each statement, how often it ran, and from which line
 *
 * @example
 * await request(app.getHttpServer()).get('/orders');
 * await telemetry.waitForIdle();
 * expectNoNPlusOne(telemetry);
 */
export function expectNoNPlusOne(telemetry: NPlusOneSource): void {
  const found = telemetry.spans().flatMap(({ name, events }) =>
    events
      .filter(event => event.name === nPlusOneEvent)
      .map(({ attributes }) => {
        const file = attributes[databaseAttr.codeFilePath];
        const from =
          file === undefined
            ? ''
            : `, from ${String(file)}:${String(attributes[databaseAttr.codeLineNumber])}`;
        const summary = String(attributes[databaseAttr.dbQuerySummary]);
        return `${summary} ran ${String(attributes[databaseAttr.nPlusOneCount])} times below ${name}${from}`;
      }),
  );
  if (found.length > 0) throw new NPlusOneError(found);
}
