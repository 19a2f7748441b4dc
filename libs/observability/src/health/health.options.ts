import type { ReadinessIndicator } from './readiness-indicator.js';

/** `/healthz` and `/ready`. */
export interface HealthOptions {
  /** Whether the endpoints are served. @defaultValue `true` */
  readonly enabled?: boolean;
  /** Whether the process runs; never asks a dependency. @defaultValue `'/healthz'` */
  readonly livenessPath?: string;
  /** Whether the process takes traffic. @defaultValue `'/ready'` */
  readonly readinessPath?: string;
  /** Checks beside the built-in ones (TypeORM data sources and event-loop lag). @defaultValue `[]` */
  readonly indicators?: readonly ReadinessIndicator[];
  /** Milliseconds each indicator has to answer. @defaultValue `2_000` */
  readonly timeout?: number;
  /** Milliseconds a readiness result is reused. @defaultValue `1_000` */
  readonly cacheFor?: number;
  /** Mean event-loop delay in milliseconds above which the process is not ready. @defaultValue `1_000` */
  readonly maxEventLoopDelay?: number;
  /** Put indicator details (errors, hosts) into the body. Off because anyone who reaches the port reads it. @defaultValue `false` */
  readonly details?: boolean;
}
