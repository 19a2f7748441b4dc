import type { AlertCase } from './alert-case.js';
import { auditCases } from './audit.cases.js';
import { availabilityCases } from './availability.cases.js';
import { backgroundCases } from './background.cases.js';
import { databaseCases } from './database.cases.js';
import { httpCases } from './http.cases.js';
import { runtimeCases } from './runtime.cases.js';
import { telemetryCases } from './telemetry.cases.js';

/** Both sides of every alert. */
export const alertCases: readonly AlertCase[] = [
  ...availabilityCases,
  ...httpCases,
  ...runtimeCases,
  ...databaseCases,
  ...backgroundCases,
  ...auditCases,
  ...telemetryCases,
];
