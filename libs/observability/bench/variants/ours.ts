import { ObservabilityModule, Traced } from 'nestjs-observability';
import type { Variant } from '../app/variant.js';

/**
 * Everything on: traces by OTLP (the `OTEL_*` variables say where), metrics on `/metrics`, the request line to a file. With
 * BENCH_TAIL, traces are decided at their end.
 */
export const variant: Variant = {
  traced: () => Traced() as MethodDecorator,
  imports: () => [
    ObservabilityModule.forRoot({
      ...(process.env['BENCH_TAIL'] && { sampling: { tail: true } }),
      logging: { destination: process.env['BENCH_LOG_FILE'] ?? 'requests.log', pretty: false },
    }),
  ],
};
