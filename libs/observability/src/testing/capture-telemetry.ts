import { TelemetryTaps } from '../sdk/telemetry-taps.js';
import { TelemetryCapture } from './telemetry-capture.js';

/** Anything that resolves providers: an `INestApplication`, a `TestingModule`, an application context. */
export interface ProviderSource {
  get(token: typeof TelemetryTaps, options: { strict: false }): TelemetryTaps;
}

/** `captureTelemetry()` was given an application without observability. */
export class TelemetryNotCapturableError extends Error {
  readonly code = 'OBSERVABILITY_NOT_CAPTURABLE';

  constructor(cause: unknown) {
    super(
      'captureTelemetry(app) found no telemetry to capture. ' +
        'Add ObservabilityModule.forRoot() to the imports of the module under test.',
      { cause },
    );
    this.name = 'TelemetryNotCapturableError';
  }
}

/**
 * Watches the telemetry of an application from now on; no exporter or collector is needed.
 * @throws {@link TelemetryNotCapturableError} when the application does not import `ObservabilityModule`
 *
 * @example
 * const telemetry = captureTelemetry(app);
 * await request(app.getHttpServer()).get('/orders/7');
 * await telemetry.waitForIdle();
 * console.log(telemetry.tree());
 */
export function captureTelemetry(app: ProviderSource): TelemetryCapture {
  return new TelemetryCapture(tapsOf(app));
}

function tapsOf(app: ProviderSource): TelemetryTaps {
  try {
    return app.get(TelemetryTaps, { strict: false });
  } catch (error) {
    throw new TelemetryNotCapturableError(error);
  }
}
