import type { DashboardModel } from './model.ts';

const chosen = '{service=~"$service",slo=~"$slo"}';

export const slo: DashboardModel = {
  uid: 'nestjs-slo',
  title: 'NestJS / SLO and error budget',
  description: 'From the rules that `slo generate` makes.',
  withoutInstances: true,
  choices: [
    { name: 'service', title: 'Service', query: 'label_values(slo:objective:ratio, service)' },
    { name: 'slo', title: 'Objective', query: 'label_values(slo:objective:ratio{service=~"$service"}, slo)' },
  ],
  rows: [
    {
      title: 'Budget',
      panels: [
        {
          title: 'What is left',
          description: 'Part of the error budget of the window. Below 0 the objective is missed.',
          kind: 'number',
          unit: 'percentunit',
          width: 12,
          limits: [0.25, 0],
          lowIsBad: true,
          queries: [{ expr: `slo:error_budget_remaining:ratio${chosen}`, legend: '{{service}} {{slo}}' }],
        },
        {
          title: 'How fast it burns',
          description:
            'Over the last hour; at 1 the budget lasts exactly its window, above 14.4 somebody is paged.',
          kind: 'number',
          unit: 'short',
          width: 12,
          limits: [1, 14.4],
          queries: [{ expr: `slo:burn_rate:rate1h${chosen}`, legend: '{{service}} {{slo}}' }],
        },
        {
          title: 'What is left, over time',
          description:
            'A steep fall is an incident, a steady one a service that is worse than its objective.',
          unit: 'percentunit',
          width: 12,
          queries: [{ expr: `slo:error_budget_remaining:ratio${chosen}`, legend: '{{service}} {{slo}}' }],
        },
        {
          title: 'Requests that missed the objective',
          description: 'Share, over five minutes and over an hour.',
          unit: 'percentunit',
          width: 12,
          queries: [
            { expr: `slo:error_ratio:rate5m${chosen}`, legend: '5 min {{service}} {{slo}}' },
            { expr: `slo:error_ratio:rate1h${chosen}`, legend: '1 h {{service}} {{slo}}' },
          ],
        },
        {
          title: 'Objectives',
          description: 'What was agreed.',
          kind: 'table',
          unit: 'percentunit',
          width: 12,
          queries: [{ expr: `slo:objective:ratio${chosen}` }],
        },
        {
          title: 'Requests that are counted',
          description: 'Of the last hour. Below the minimum of the objective nobody is told.',
          unit: 'short',
          width: 12,
          queries: [{ expr: `slo:requests:increase1h${chosen}`, legend: '{{service}} {{slo}}' }],
        },
      ],
    },
  ],
};
