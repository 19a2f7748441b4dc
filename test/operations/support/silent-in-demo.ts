/** What the demo has beside its two services. */
export interface Surroundings {
  readonly postgres: boolean;
  readonly redis: boolean;
}

const healthy = 'nothing of the demo fails there';
const undecided = 'the demo keeps every trace, so nothing is decided';
const noBroker = 'the demo sends messages only where a broker is configured';

/**
 * Panels and series that have no data although the demo runs, each with the reason. Short on purpose: a name that is here
 * is a name that nobody checks.
 */
export function silentInDemo({ postgres, redis }: Surroundings): ReadonlyMap<string, string> {
  return new Map([
    ['nestjs-telemetry-health: Faults', healthy],
    ['nestjs_observability_faults_total', healthy],
    ['nestjs-telemetry-health: Beyond a limit', healthy],
    ['nestjs_observability_metric_overflow_total', healthy],
    ['nestjs-database: Failed', healthy],
    ['nestjs-database: Repeated queries', 'the traffic leaves out the report that asks for each row'],
    ['nestjs_observability_n_plus_one_total', 'as above'],
    ['nestjs-telemetry-health: Traces by decision', undecided],
    ['nestjs-telemetry-health: Limits reached', undecided],
    ['nestjs-telemetry-health: Buffer', undecided],
    ['nestjs-background: Received', noBroker],
    ['nestjs-background: Sent', noBroker],
    ['nestjs-background: Failed for good', 'no mail of the demo fails'],
    ['queue_dead_jobs_total', 'as above'],
    ...(postgres ? [] : poolNames.map(name => [name, 'SQLite has no pool'] as const)),
    ['nestjs-database: Time to a connection', 'nobody has to wait'],
    ...(redis ? [] : queueNames.map(name => [name, 'without Redis there is no queue'] as const)),
  ]);
}

const poolNames = [
  'nestjs-database: Connections',
  'nestjs-database: Waiting for a connection',
  'db_client_connection_count',
  'db_client_connection_max',
  'db_client_connection_pending_requests',
];
const queueNames = [
  'nestjs-background: Jobs by state',
  'nestjs-background: Oldest waiting job',
  'queue_jobs',
  'queue_oldest_job_age_seconds',
];
