import type { AlertCase, Scenario } from './alert-case.js';

const pool = (name: string, values: string, more = ''): Scenario => ({
  [`${name}{job="shop",instance="a",db_client_connection_pool_name="main"${more}}`]: values,
});
const queries = (values: string, error = ''): Scenario => ({
  [`db_client_operation_duration_seconds_count{job="shop",instance="a",db_operation_name="SELECT",error_type="${error}"}`]:
    values,
});
const repeated = (values: string): Scenario => ({
  'nestjs_observability_n_plus_one_total{job="shop",instance="a",db_query_summary="SELECT items"}': values,
});

export const databaseCases: readonly AlertCase[] = [
  {
    alert: 'DatabasePoolExhausted',
    minute: 30,
    fires: pool('db_client_connection_pending_requests', '4x60'),
    // Peaks that pass.
    silent: pool(
      'db_client_connection_pending_requests',
      '4 0 4 0 4 0 4 0 4 0 4 0 4 0 4 0 4 0 4 0 4 0 4 0 4 0 4 0 4 0 4',
    ),
  },
  {
    alert: 'DatabaseConnectionsNearMax',
    minute: 30,
    fires: {
      ...pool('db_client_connection_count', '10x60', ',db_client_connection_state="used"'),
      ...pool('db_client_connection_max', '10x60'),
    },
    silent: {
      ...pool('db_client_connection_count', '8x60', ',db_client_connection_state="used"'),
      ...pool('db_client_connection_count', '2x60', ',db_client_connection_state="idle"'),
      ...pool('db_client_connection_max', '10x60'),
    },
  },
  {
    alert: 'DatabaseErrors',
    minute: 30,
    fires: { ...queries('0+90x60'), ...queries('0+10x60', '57014') },
    silent: { ...queries('0+99x60'), ...queries('0+1x60', '23505') },
  },
  { alert: 'RepeatedQueries', minute: 90, fires: repeated('0x10 0+1x100'), silent: repeated('40x120') },
];
