import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { attr } from '../../libs/observability/src/core/names.js';

const path = join(__dirname, '../../docker/collector/tail-sampling.yaml');
const text = readFileSync(path, 'utf8');

/**
 * The fields that the Collector documents for the components of the file, as far as they are used: it refuses to start over any
 * other.
 *
 * @see https://github.com/open-telemetry/opentelemetry-collector-contrib/tree/main/processor/tailsamplingprocessor
 */
const duration = z.string().regex(/^\d+(ms|s|m|h)$/);
const whole = z.int().positive();
const policies = z.discriminatedUnion('type', [
  policy('status_code', { status_codes: z.array(z.enum(['OK', 'ERROR', 'UNSET'])).min(1) }),
  policy('latency', { threshold_ms: whole, upper_threshold_ms: whole.optional() }),
  policy('ottl_condition', {
    error_mode: z.enum(['ignore', 'propagate', 'silent']).optional(),
    span: z.array(z.string()).optional(),
    spanevent: z.array(z.string()).optional(),
  }),
  policy('string_attribute', {
    key: z.string(),
    values: z.array(z.string()).min(1),
    enabled_regex_matching: z.boolean().optional(),
    cache_max_size: whole.optional(),
    invert_match: z.boolean().optional(),
  }),
  policy('probabilistic', {
    sampling_percentage: z.number().min(0).max(100),
    hash_salt: z.string().optional(),
  }),
]);
const grpc = { endpoint: z.string().min(1), tls: z.strictObject({ insecure: z.boolean() }).optional() };
const names = z.array(z.string()).min(1);
const collector = z.strictObject({
  receivers: z.strictObject({
    otlp: z.strictObject({
      protocols: z.strictObject({
        grpc: z.strictObject({ endpoint: z.string() }),
        http: z.strictObject({ endpoint: z.string() }),
      }),
    }),
  }),
  processors: z.strictObject({
    memory_limiter: z.strictObject({ check_interval: duration, limit_mib: whole, spike_limit_mib: whole }),
    tail_sampling: z.strictObject({
      decision_wait: duration,
      num_traces: whole,
      decision_cache: z.strictObject({ sampled_cache_size: whole, non_sampled_cache_size: whole }),
      policies: z.array(policies).min(1),
    }),
    batch: z.strictObject({}),
  }),
  exporters: z.strictObject({ otlp: z.strictObject(grpc) }),
  service: z.strictObject({
    pipelines: z.strictObject({
      traces: z.strictObject({ receivers: names, processors: names, exporters: names }),
    }),
  }),
});

function policy<Type extends string, Settings extends z.core.$ZodLooseShape>(type: Type, settings: Settings) {
  return z.strictObject({
    name: z.string().min(1),
    type: z.literal(type),
    [type]: z.strictObject(settings),
  } as { name: z.ZodString; type: z.ZodLiteral<Type> });
}

describe("The Collector's configuration for tail sampling", () => {
  const config = collector.parse(parse(text));
  const { tail_sampling, memory_limiter } = config.processors;

  it('has no field that the Collector does not document', () => {
    expect(collector.safeParse(parse(text)).error).toBeUndefined();
    const misspelt = parse(text.replace('decision_wait', 'decision_wating')) as unknown;
    expect(collector.safeParse(misspelt).success).toBe(false);
  });

  it('uses what it defines, and defines what it uses', () => {
    const { receivers, processors, exporters } = config.service.pipelines.traces;
    expect(receivers).toEqual(Object.keys(config.receivers));
    expect([...processors].sort()).toEqual(Object.keys(config.processors).sort());
    expect(exporters).toEqual(Object.keys(config.exporters));
    // What it refuses is sent again by the service, so it has to come before anything is taken.
    expect(processors[0]).toBe('memory_limiter');
    expect(memory_limiter.spike_limit_mib).toBeLessThan(memory_limiter.limit_mib);
  });

  it('remembers decisions for longer than it remembers traces', () => {
    const { sampled_cache_size, non_sampled_cache_size } = tail_sampling.decision_cache;
    expect(Math.min(sampled_cache_size, non_sampled_cache_size)).toBeGreaterThanOrEqual(
      10 * tail_sampling.num_traces,
    );
  });

  it('names the attributes as they are sent', () => {
    const used = [...text.matchAll(/attributes\["([^"]+)"\]|^\s+key: (\S+)$/gm)].map(
      ([, inCondition, key]) => inCondition ?? key,
    );
    expect(used).toEqual([attr.auditRecordId, attr.samplingReason]);
    const reasons = /values: \[(.*)\]/.exec(text)?.[1]?.split(', ');
    expect(reasons).toEqual(['error', 'slow', 'audited', 'marked', 'rule']);
  });

  it('gives each policy a name of its own', () => {
    const given = tail_sampling.policies.map(({ name }) => name);
    expect(new Set(given).size).toBe(given.length);
  });

  it('shows a front that is complete as well', () => {
    const front = text
      .split('\n')
      .flatMap(line => /^# {3}(.*)$/.exec(line)?.[1] ?? [])
      .join('\n');
    const balancer = z.strictObject({
      exporters: z.strictObject({
        loadbalancing: z.strictObject({
          routing_key: z.enum(['traceID', 'service']),
          protocol: z.strictObject({
            otlp: z.strictObject({ tls: z.strictObject({ insecure: z.boolean() }) }),
          }),
          resolver: z.strictObject({ dns: z.strictObject({ hostname: z.string(), port: z.int() }) }),
        }),
      }),
      service: z.strictObject({
        pipelines: z.strictObject({
          traces: z.strictObject({
            receivers: z.tuple([z.literal('otlp')]),
            exporters: z.tuple([z.literal('loadbalancing')]),
          }),
        }),
      }),
    });
    expect(balancer.safeParse(parse(front)).error).toBeUndefined();
  });
});
