import { ObservabilityModule, Traced } from 'nestjs-observability';
import type { Variant } from '../app/variant.js';

/** Everything on: traces by OTLP (the `OTEL_*` variables say where), metrics on `/metrics`, the request line to a file. */
export const variant: Variant = {
  traced: () => Traced() as MethodDecorator,
  imports: () => [
    ObservabilityModule.forRoot({
      logging: { destination: process.env['BENCH_LOG_FILE'] ?? 'requests.log', pretty: false },
    }),
  ],
};
