import type { AlertGroup } from './alert.js';
import { auditAlerts } from './audit.alerts.js';
import { availabilityAlerts } from './availability.alerts.js';
import { backgroundAlerts } from './background.alerts.js';
import { databaseAlerts } from './database.alerts.js';
import { httpAlerts } from './http.alerts.js';
import { runtimeAlerts } from './runtime.alerts.js';
import { telemetryAlerts } from './telemetry.alerts.js';

/** Every alert that comes with the library, by subject; a new subject is added here. */
export const alertGroups: readonly AlertGroup[] = [
  availabilityAlerts,
  httpAlerts,
  runtimeAlerts,
  databaseAlerts,
  backgroundAlerts,
  auditAlerts,
  telemetryAlerts,
];
