import { ObservabilityModule, Traced } from 'nestjs-observability';
import type { Variant } from '../app/variant.js';

/** As `ours`, with one trace in ten, chosen at its start. */
export const variant: Variant = {
  traced: () => Traced() as MethodDecorator,
  imports: () => [
    ObservabilityModule.forRoot({
      tracing: { ratio: 0.1 },
      logging: { destination: process.env['BENCH_LOG_FILE'] ?? 'requests.log', pretty: false },
    }),
  ],
};
