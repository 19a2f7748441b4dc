import type { AlertCase, Scenario } from './alert-case.js';

const node = (name: string, values: string, more = ''): Scenario => ({
  [`${name}{job="shop",instance="a"${more}}`]: values,
});
const heap = (values: string): Scenario =>
  node('v8js_memory_heap_used_bytes', values, ',v8js_heap_space_name="old_space"');

export const runtimeCases: readonly AlertCase[] = [
  {
    alert: 'EventLoopLag',
    minute: 30,
    fires: node('nodejs_eventloop_delay_p99_seconds', '0.25x60'),
    // A single long collection of garbage.
    silent: node('nodejs_eventloop_delay_p99_seconds', '0.02x20 0.9x5 0.02x60'),
  },
  {
    alert: 'EventLoopSaturated',
    minute: 30,
    fires: node('nodejs_eventloop_utilization_ratio', '0.99x60'),
    silent: node('nodejs_eventloop_utilization_ratio', '0.9x60'),
  },
  {
    alert: 'GarbageCollectionShare',
    minute: 30,
    fires: node('v8js_gc_duration_seconds_sum', '0+9x60', ',v8js_gc_type="major"'),
    silent: node('v8js_gc_duration_seconds_sum', '0+1x60', ',v8js_gc_type="minor"'),
  },
  {
    alert: 'HeapGrowth',
    minute: 600,
    fires: heap('100000000+1000000x700'),
    // Full and empty again, as a heap is.
    silent: heap(`${'100000000 150000000 300000000 '.repeat(240)}100000000`),
  },
];
