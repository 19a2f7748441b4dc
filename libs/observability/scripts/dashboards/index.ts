import { audit } from './audit.ts';
import { background } from './background.ts';
import { database } from './database.ts';
import type { DashboardModel } from './model.ts';
import { nodeRuntime } from './node-runtime.ts';
import { outbound } from './outbound.ts';
import { serviceOverview } from './service-overview.ts';
import { slo } from './slo.ts';
import { telemetryHealth } from './telemetry-health.ts';

/** Every dashboard that comes with the library; a new one is added here. */
export const dashboards: readonly DashboardModel[] = [
  serviceOverview,
  nodeRuntime,
  database,
  outbound,
  background,
  audit,
  telemetryHealth,
  slo,
];
