import { of, rate, type DashboardModel } from './model.ts';

export const nodeRuntime: DashboardModel = {
  uid: 'nestjs-node-runtime',
  title: 'NestJS / Node runtime',
  description: 'Event loop, garbage collection and memory of each instance.',
  rows: [
    {
      title: 'Event loop',
      panels: [
        {
          title: 'Delay',
          description: 'How late the event loop is. Each request of the instance waits as long.',
          unit: 's',
          limits: [0.05, 0.1],
          queries: [
            { expr: `nodejs_eventloop_delay_p99_seconds${of()}`, legend: 'p99 {{instance}}' },
            { expr: `nodejs_eventloop_delay_p50_seconds${of()}`, legend: 'p50 {{instance}}' },
          ],
        },
        {
          title: 'Utilisation',
          description: 'Share of the time in which the event loop has work. Near 1 there is no reserve.',
          unit: 'percentunit',
          limits: [0.8, 0.95],
          queries: [{ expr: `nodejs_eventloop_utilization_ratio${of()}`, legend: '{{instance}}' }],
        },
        {
          title: 'Time by state',
          description: 'Seconds per second, active and idle.',
          kind: 'stacked',
          unit: 'percentunit',
          queries: [
            {
              expr: `sum by (instance, nodejs_eventloop_state) (${rate(`nodejs_eventloop_time_seconds_total${of()}`)})`,
              legend: '{{instance}} {{nodejs_eventloop_state}}',
            },
          ],
        },
      ],
    },
    {
      title: 'Memory',
      panels: [
        {
          title: 'Heap in use',
          description: 'By instance. The line of the lows shows a leak.',
          unit: 'bytes',
          queries: [
            { expr: `sum by (instance) (v8js_memory_heap_used_bytes${of()})`, legend: '{{instance}}' },
          ],
        },
        {
          title: 'Heap by space',
          description: 'All chosen instances together.',
          kind: 'stacked',
          unit: 'bytes',
          queries: [
            {
              expr: `sum by (v8js_heap_space_name) (v8js_memory_heap_used_bytes${of()})`,
              legend: '{{v8js_heap_space_name}}',
            },
          ],
        },
        {
          title: 'Garbage collection',
          description: 'Share of the time, by kind. Above a tenth it is felt.',
          kind: 'stacked',
          unit: 'percentunit',
          limits: [0.05, 0.1],
          queries: [
            {
              expr: `sum by (instance, v8js_gc_type) (${rate(`v8js_gc_duration_seconds_sum${of()}`)})`,
              legend: '{{instance}} {{v8js_gc_type}}',
            },
          ],
        },
      ],
    },
    {
      title: 'Process',
      panels: [
        {
          title: 'Processor',
          description: 'Share of one core that the event loop keeps busy.',
          unit: 'percentunit',
          width: 12,
          queries: [
            {
              expr: `sum by (instance) (${rate(`nodejs_eventloop_time_seconds_total${of('nodejs_eventloop_state="active"')}`)})`,
              legend: '{{instance}}',
            },
          ],
        },
        {
          title: 'Open resources',
          description: 'Timers, sockets and files that keep the event loop alive. A steady climb is a leak.',
          unit: 'short',
          width: 12,
          queries: [
            {
              expr: `sum by (instance, v8js_resource_type) (v8js_resource_active${of()})`,
              legend: '{{instance}} {{v8js_resource_type}}',
            },
          ],
        },
      ],
    },
  ],
};
