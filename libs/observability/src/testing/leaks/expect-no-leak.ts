import type { ProviderSource } from '../capture-telemetry.js';
import { ExitCapture, type OtherExits } from './exit-capture.js';
import { findLeaks, type SecretLeak } from './find-leaks.js';
import { textOf } from './text-of.js';

/** A secret has left the process. */
export class SecretLeakError extends Error {
  readonly code = 'OBSERVABILITY_SECRET_LEAK';

  constructor(readonly leaks: readonly SecretLeak[]) {
    const lines = leaks.map(({ canary, exit, form, excerpt }) => {
      return `  ${JSON.stringify(canary)} in ${exit}, ${form}: ${JSON.stringify(excerpt)}`;
    });
    super(
      `${leaks.length} ${leaks.length === 1 ? 'secret has' : 'secrets have'} left the process:\n${lines.join('\n')}\n` +
        `Name the key in the option redaction.keys, or do not record the value.`,
    );
    this.name = 'SecretLeakError';
  }
}

/**
 * Watches every exit of an application from now on, for {@link expectNoLeak}: standard output and error, log lines, spans, the
 * metrics page, health and audit entries; and those that you name.
 *
 * @throws TelemetryNotCapturableError when the application does not import `ObservabilityModule`
 */
export function captureExits(app: ProviderSource, others: OtherExits = {}): ExitCapture {
  return new ExitCapture(app, others);
}

/**
 * Says that no secret has left, neither as it is nor in an encoding: JSON escapes, percent-encoding, hexadecimal, base64 and base64url
 * also as a part of a longer text. Give the application secrets that occur nowhere else, of at least 8 characters.
 *
 * @param exits what `captureExits(app)` gave, or texts and values by the name of their exit
 * @throws SecretLeakError that lists each secret with the exit, the form and what stood around it
 *
 * @example
 * const exits = captureExits(app);
 * await request(app.getHttpServer()).post('/login').send({ password: 'canary-8d2f61' });
 * await expectNoLeak(['canary-8d2f61'], exits);
 */
export async function expectNoLeak(
  canaries: readonly string[],
  exits: ExitCapture | Readonly<Record<string, unknown>>,
): Promise<void> {
  const short = canaries.find(canary => canary.length < 8);
  if (short !== undefined || canaries.length === 0)
    throw new TypeError(
      'expectNoLeak() needs canaries of at least 8 characters: shorter ones occur by chance',
    );
  const texts =
    exits instanceof ExitCapture
      ? await exits.texts()
      : new Map(Object.entries(exits).map(([name, value]) => [name, textOf(value)]));
  const leaks = findLeaks(canaries, texts);
  if (leaks.length > 0) throw new SecretLeakError(leaks);
}
