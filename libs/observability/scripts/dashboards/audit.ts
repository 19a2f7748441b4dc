import { of, rate, type DashboardModel } from './model.ts';

export const audit: DashboardModel = {
  uid: 'nestjs-audit',
  title: 'NestJS / Audit trail',
  description: 'What is recorded, how soon it can be proven, and who was refused.',
  rows: [
    {
      title: 'Trust',
      panels: [
        {
          title: 'Changed records found',
          description:
            'Verifications that found a record that is not what the application wrote. Anything above 0 is an incident.',
          kind: 'number',
          unit: 'short',
          width: 6,
          limits: [1, 1],
          queries: [{ expr: `sum(audit_verify_failures_total${of()})` }],
        },
        {
          title: 'Not written',
          description: 'Events that the database did not take, last hour.',
          kind: 'number',
          unit: 'short',
          width: 6,
          limits: [1, 10],
          queries: [{ expr: `sum(increase(audit_write_errors_total${of()}[1h]))` }],
        },
        {
          title: 'Waiting to be sealed',
          description: 'Age of the oldest.',
          kind: 'number',
          unit: 's',
          width: 6,
          limits: [10, 60],
          queries: [{ expr: `max(audit_seal_lag_seconds${of()})` }],
        },
        {
          title: 'Without an anchor',
          description: 'Age of the oldest checkpoint that nobody outside has.',
          kind: 'number',
          unit: 's',
          width: 6,
          limits: [300, 900],
          queries: [{ expr: `max(audit_anchor_age_seconds${of()})` }],
        },
      ],
    },
    {
      title: 'Events',
      panels: [
        {
          title: 'By outcome',
          description: 'Per second.',
          kind: 'stacked',
          unit: 'ops',
          queries: [
            { expr: `sum by (outcome) (${rate(`audit_events_total${of()}`)})`, legend: '{{outcome}}' },
          ],
        },
        {
          title: 'By atomicity',
          description: 'How firmly events are tied to their change: tx is in the same transaction.',
          kind: 'stacked',
          unit: 'ops',
          queries: [
            { expr: `sum by (atomicity) (${rate(`audit_events_total${of()}`)})`, legend: '{{atomicity}}' },
          ],
        },
        {
          title: 'Denied',
          description: 'Attempts that a guard or the method refused, per minute, by kind of actor.',
          unit: 'short',
          queries: [
            {
              expr: `60 * sum by (audit_actor_type) (${rate(`audit_events_total${of('outcome="denied"')}`)})`,
              legend: '{{audit_actor_type}}',
            },
          ],
        },
      ],
    },
    {
      title: 'Sealing',
      panels: [
        {
          title: 'Lag',
          description: 'Age of the oldest event that is not sealed, by instance.',
          unit: 's',
          limits: [10, 60],
          queries: [{ expr: `audit_seal_lag_seconds${of()}`, legend: '{{instance}}' }],
        },
        {
          title: 'Pending',
          description: 'Events that wait to be sealed.',
          unit: 'short',
          queries: [{ expr: `audit_pending${of()}`, legend: '{{instance}}' }],
        },
        {
          title: 'Spill file',
          description: 'Entries that wait on disk for a database that does not take them.',
          unit: 'short',
          limits: [1, 100],
          queries: [{ expr: `audit_spill_depth${of()}`, legend: '{{instance}}' }],
        },
      ],
    },
  ],
};
