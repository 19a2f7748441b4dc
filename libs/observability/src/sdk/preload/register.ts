/**
 * For `node --import nestjs-observability/register`: watches packages that can only be observed by patching them, such as
 * `pg` and `ioredis`, before the application loads them. Their spans go to the `ObservabilityModule` of the application
 * whose work they belong to; until one has started they go nowhere.
 */
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { register } from 'node:module';
import { foreignTracerProvider } from '../coexistence.js';
import { RoutedTracerProvider } from '../routed-tracer-provider.js';
import { loadInstrumentations } from './load-instrumentations.js';

const variable = 'OBSERVABILITY_INSTRUMENTATIONS';

function start(): string {
  const { instrumentations, targets, hooks, problems } = loadInstrumentations(
    process.env[variable]?.trim() || undefined,
  );
  const foreign = foreignTracerProvider();
  if (targets.length > 0) {
    // ES modules can only be changed while they are loaded; all but the watched packages stay as they are.
    for (const [hook, include] of hooks) register(hook, { data: { include } });
    registerInstrumentations({
      tracerProvider: new RoutedTracerProvider(),
      instrumentations: [...instrumentations],
    });
  }
  return [
    targets.length > 0 ? `watches ${targets.join(', ')}` : 'watches nothing',
    ...(problems.length > 0 ? [`not there: ${problems.join('; ')}`] : []),
    ...(foreign ? ['OpenTelemetry is set up already: what it instruments should not be asked for here'] : []),
  ].join('; ');
}

process.stderr.write(`nestjs-observability/register ${start()}.\n`);
