import type { AlertGroup } from './alert.js';

const heap = 'sum by (job, instance) (v8js_memory_heap_used_bytes)';

/** Node itself. None of it is felt by users as such, so none of it wakes anybody. */
export const runtimeAlerts: AlertGroup = {
  name: 'nestjs-runtime',
  alerts: [
    {
      name: 'EventLoopLag',
      severity: 'ticket',
      expr: 'nodejs_eventloop_delay_p99_seconds > 0.1',
      for: '10m',
      summary:
        'The event loop of {{ $labels.instance }} ({{ $labels.job }}) is late by {{ $value | humanizeDuration }}',
      description:
        'Something computes for long without a pause; every request of this instance waits for it.',
    },
    {
      name: 'EventLoopSaturated',
      severity: 'ticket',
      expr: 'nodejs_eventloop_utilization_ratio > 0.95',
      for: '10m',
      summary: 'The event loop of {{ $labels.instance }} ({{ $labels.job }}) has no time left',
      description: 'The instance works at its limit: more requests make all of them slower.',
    },
    {
      name: 'GarbageCollectionShare',
      severity: 'ticket',
      expr: 'sum by (job, instance) (rate(v8js_gc_duration_seconds_sum[5m])) > 0.1',
      for: '10m',
      summary:
        '{{ $labels.instance }} of {{ $labels.job }} spends {{ $value | humanizePercentage }} of its time on garbage',
      description: 'Either too much is allocated for each request, or the heap is nearly full.',
    },
    {
      name: 'HeapGrowth',
      severity: 'ticket',
      expr: `min_over_time((${heap})[1h:1m]) > 1.5 * min_over_time((${heap})[1h:1m] offset 4h)`,
      for: '30m',
      summary:
        'The heap of {{ $labels.instance }} ({{ $labels.job }}) grows: {{ $value | humanize1024 }}B are never given back',
      description:
        'The least that was in use within an hour is half as much again as four hours ago, which is what a leak looks like.',
    },
  ],
};
