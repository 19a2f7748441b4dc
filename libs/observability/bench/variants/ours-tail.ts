import { ObservabilityModule, Traced } from 'nestjs-observability';
import type { Variant } from '../app/variant.js';

/** As `ours-head`, and what fails or is slow is kept as well: every trace is recorded until its end. */
export const variant: Variant = {
  traced: () => Traced() as MethodDecorator,
  imports: () => [
    ObservabilityModule.forRoot({
      tracing: { ratio: 0.1 },
      sampling: { tail: true },
      logging: { destination: process.env['BENCH_LOG_FILE'] ?? 'requests.log', pretty: false },
    }),
  ],
};
