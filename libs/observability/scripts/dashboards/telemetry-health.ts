import { of, quantile, rate, type DashboardModel } from './model.ts';

export const telemetryHealth: DashboardModel = {
  uid: 'nestjs-telemetry-health',
  title: 'NestJS / Telemetry health',
  description: 'Whether what you look at is complete: ended = exported + dropped + queued.',
  rows: [
    {
      title: 'Loss',
      panels: [
        {
          title: 'Dropped by reason',
          description: 'Spans, log records and data points that were given up, per second.',
          unit: 'short',
          queries: [
            {
              expr: `sum by (nestjs_observability_signal, nestjs_observability_drop_reason) (${rate(`nestjs_observability_export_dropped_total${of()}`)})`,
              legend: '{{nestjs_observability_signal}} {{nestjs_observability_drop_reason}}',
            },
          ],
        },
        {
          title: 'Log lines given up',
          description: 'Because nobody reads the standard output quickly enough.',
          unit: 'short',
          queries: [
            {
              expr: `sum by (nestjs_observability_log_rank) (${rate(`nestjs_observability_log_lines_lost_total${of()}`)})`,
              legend: '{{nestjs_observability_log_rank}}',
            },
          ],
        },
        {
          title: 'Faults',
          description: 'Callbacks and parts of telemetry that failed.',
          unit: 'short',
          queries: [
            {
              expr: `sum by (nestjs_observability_fault_site) (${rate(`nestjs_observability_faults_total${of()}`)})`,
              legend: '{{nestjs_observability_fault_site}}',
            },
          ],
        },
      ],
    },
    {
      title: 'Export',
      panels: [
        {
          title: 'Exported',
          description: 'Spans and log records per second that a backend took.',
          unit: 'short',
          queries: [
            {
              expr: `sum by (server_address) (${rate(`otel_sdk_exporter_span_exported_total${of('error_type=""')}`)})`,
              legend: 'spans {{server_address}}',
            },
            {
              expr: `sum by (server_address) (${rate(`otel_sdk_exporter_log_exported_total${of('error_type=""')}`)})`,
              legend: 'log records {{server_address}}',
            },
          ],
        },
        {
          title: 'Attempts',
          description: 'Requests to a backend per second; what has a type of error failed.',
          kind: 'stacked',
          unit: 'ops',
          queries: [
            {
              expr: `sum by (server_address, error_type) (${rate(`otel_sdk_exporter_operation_duration_seconds_count${of()}`)})`,
              legend: '{{server_address}} {{error_type}}',
            },
          ],
        },
        {
          title: 'Latency of the backend',
          description: 'p95 of an attempt.',
          unit: 's',
          queries: [
            {
              expr: quantile(
                0.95,
                'otel_sdk_exporter_operation_duration_seconds',
                of(),
                'server_address, le',
              ),
              legend: '{{server_address}}',
            },
          ],
        },
        {
          title: 'Waiting',
          description: 'Spans and log records in the queue.',
          unit: 'short',
          queries: [
            {
              expr: `sum by (instance) (otel_sdk_processor_span_queue_size${of()})`,
              legend: 'spans {{instance}}',
            },
            {
              expr: `sum by (instance) (otel_sdk_processor_log_queue_size${of()})`,
              legend: 'log records {{instance}}',
            },
          ],
        },
        {
          title: 'Memory of the queue',
          description: 'The default limit is 16 MiB.',
          unit: 'bytes',
          limits: [8e6, 12e6],
          queries: [
            {
              expr: `sum by (instance) (nestjs_observability_export_queue_bytes${of()})`,
              legend: '{{instance}}',
            },
          ],
        },
        {
          title: 'Signals that are on',
          description: '0 when somebody used the switch.',
          unit: 'short',
          limits: [1, 1],
          lowIsBad: true,
          queries: [
            {
              expr: `min by (nestjs_observability_signal) (nestjs_observability_signal_enabled${of()})`,
              legend: '{{nestjs_observability_signal}}',
            },
          ],
        },
      ],
    },
    {
      title: 'Limits',
      panels: [
        {
          title: 'Series',
          description: 'Time series that the process keeps.',
          unit: 'short',
          queries: [
            { expr: `sum by (instance) (nestjs_observability_metric_series${of()})`, legend: '{{instance}}' },
          ],
        },
        {
          title: 'Beyond a limit',
          description:
            'Records per second that were counted together because a metric or label has too many values.',
          unit: 'short',
          queries: [
            {
              expr: `sum by (nestjs_observability_metric_name, nestjs_observability_metric_label) (${rate(`nestjs_observability_metric_overflow_total${of()}`)})`,
              legend: '{{nestjs_observability_metric_name}} {{nestjs_observability_metric_label}}',
            },
          ],
        },
        {
          title: 'Shedding',
          description:
            'What is given up while the event loop is saturated: 1 debug lines, 2 details, 3 child spans, 4 successful traces.',
          unit: 'short',
          limits: [1, 3],
          queries: [
            {
              expr: `max by (instance) (nestjs_observability_shedding_level${of()})`,
              legend: '{{instance}}',
            },
          ],
        },
      ],
    },
    {
      title: 'Sampling',
      panels: [
        {
          title: 'Traces by decision',
          description: 'Why traces were kept; none for those that were not.',
          kind: 'stacked',
          unit: 'ops',
          queries: [
            {
              expr: `sum by (sampling_reason) (${rate(`nestjs_observability_sampling_traces_total${of()}`)})`,
              legend: '{{sampling_reason}}',
            },
          ],
        },
        {
          title: 'Limits reached',
          description: 'Traces that were decided before their end because a limit of the buffer was reached.',
          unit: 'short',
          queries: [
            {
              expr: `sum by (sampling_limit) (${rate(`nestjs_observability_sampling_limited_total${of()}`)})`,
              legend: '{{sampling_limit}}',
            },
          ],
        },
        {
          title: 'Buffer',
          description: 'Memory of the traces that are not decided.',
          unit: 'bytes',
          queries: [
            {
              expr: `sum by (instance) (nestjs_observability_sampling_buffered_bytes${of()})`,
              legend: '{{instance}}',
            },
          ],
        },
      ],
    },
  ],
};
