import { z } from 'zod';
import type {
  AuditOptions,
  HealthOptions,
  LogDestination,
  ObservabilityOptions,
} from '../observability.options.js';
import { background } from './background.schema.js';
import { database } from './database.schema.js';
import { graphql, messaging } from './entrances.schema.js';
import { cardinalitySchema } from './cardinality.schema.js';
import { errorsSchema } from './errors.schema.js';
import { http } from './http.schema.js';
import { management } from './management.schema.js';
import {
  count,
  flag,
  isCallable,
  milliseconds,
  oneOf,
  path,
  rule,
  share,
  switchable,
  text,
} from './option-rule.js';
import { otlp } from './otlp.schema.js';
import { outgoingHttp } from './outgoing-http.schema.js';
import { propagation } from './propagation.schema.js';
import { redaction } from './redaction.schema.js';
import { sampling } from './sampling.schema.js';
import { sheddingSchema } from './shedding.schema.js';
import { UNSAFE_SETTINGS } from './unsafe-settings.js';
import { isPath } from './value-checks.js';

/** Severities in the order pino ranks them. */
export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

const ENDING_SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT'] as const;

const attributeValue = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.array(z.string()),
  z.array(z.number()),
  z.array(z.boolean()),
]);

const service = z.strictObject({
  name: text('orders'),
  version: text('1.4.0'),
  namespace: text('shop'),
  instanceId: text('orders-7d4f'),
  environment: text('production'),
  attributes: z
    .record(
      z.string().regex(/\S/),
      rule(attributeValue, {
        message: 'must be text, a number, a boolean, or an array of one of these',
        fix: 'turn the value into text',
      }),
    )
    .optional(),
});

const tracing = switchable({
  enabled: flag(),
  ratio: share,
  outgoingHttp,
  console: flag(),
  limits: z
    .strictObject({
      attributes: count(1, 64),
      valueLength: count(32, 2_048),
      events: count(0, 32),
      links: count(0, 32),
      bytes: count(1_024, 16_384),
    })
    .optional(),
});

const metrics = switchable({
  enabled: flag(),
  path: rule(z.union([z.literal(false), z.string().refine(isPath)]), {
    message: `must be a path that starts with '/', or false`,
    fix: `use '/metrics', or false to serve no endpoint`,
  }),
  runtime: flag(),
  defaultMetrics: flag(),
  exemplars: flag(),
  durationBuckets: rule(z.array(z.number().positive()).min(1).refine(isAscending), {
    message: 'must be a list of seconds above 0 in ascending order, each once',
    fix: 'use for example [0.01, 0.1, 1, 10]',
  }),
  exportInterval: milliseconds(1, 60_000),
  cardinality: cardinalitySchema,
});

const logging = switchable({
  enabled: flag(),
  level: oneOf(LOG_LEVELS),
  pretty: flag(),
  destination: rule(z.custom<LogDestination>(isDestination), {
    message: 'must be a file path or an object with a write(line) method',
    fix: `use a path such as './app.log' or a stream`,
  }),
  requestLine: flag(),
  sampling: switchable({
    enabled: flag(),
    ratio: share,
    linesPerTrace: count(1, 100),
    bytes: count(1, 8_388_608),
  }),
  maxBuffer: rule(z.int().min(65_536), {
    message: 'must be a whole number of bytes, at least 65536',
    fix: 'use bytes, for example 8388608',
  }),
});

const indicator = z.custom<NonNullable<HealthOptions['indicators']>[number]>(isIndicator, {
  error: 'must have a name (letters, digits, _ and -) and a check() method',
  params: { fix: `use { name: 'redis', check: signal => redis.ping() }` },
});

const health = switchable({
  enabled: flag(),
  livenessPath: path('/healthz'),
  readinessPath: path('/ready'),
  indicators: z.array(indicator).optional(),
  timeout: milliseconds(1, 2_000),
  cacheFor: milliseconds(0, 1_000),
  maxEventLoopDelay: milliseconds(1, 1_000),
  details: flag(),
});

const auditKey = z.strictObject({ id: z.string(), secret: z.string() });
const auditKeys = {
  message: 'must be a key, or a list of keys, each with id and secret',
  fix: `use { id: '2026-08', secret: '…' } with at least 32 bytes as base64; make one with npx nestjs-observability audit keys`,
};

const rows = rule(z.int().min(0), {
  message: 'must be a whole number from 0',
  fix: 'use a number of rows, for example 10000',
});

const audit = switchable({
  enabled: flag(),
  dataSource: text('default'),
  stream: rule(z.string().regex(/^[\w.-]{1,64}$/), {
    message: 'must be 1 to 64 letters, digits, dots, dashes or underscores',
    fix: `use a name such as 'main'`,
  }),
  origin: rule(z.string().regex(/^[^\s+\p{Cc}]{1,255}$/u), {
    message: 'must be a name without blanks and plus signs, of at most 255 characters',
    fix: `use a name such as 'orders.example.com/audit/main'`,
  }),
  sealing: oneOf(['async', 'inline']),
  keys: z
    .strictObject({
      mac: rule(z.union([auditKey, z.array(auditKey).min(1)]), auditKeys),
      signing: rule(z.union([z.string().regex(/\S/), z.array(z.string().regex(/\S/)).min(1)]), {
        message: 'must be a private key, or a list of them',
        fix: `use an Ed25519 key as PEM, or 'file:/run/secrets/audit.pem'`,
      }),
      verifiers: rule(z.array(z.string()), {
        message: 'must be a list of public keys',
        fix: `use the lines that npx nestjs-observability audit keys --show prints`,
      }),
      master: rule(z.union([auditKey, z.array(auditKey).min(1)]), auditKeys),
    })
    .optional(),
  anchors: z
    .array(
      z.custom<NonNullable<AuditOptions['anchors']>[number]>(isAnchor, {
        error: 'must have a name and a publish() method',
        params: { fix: `use new FileAnchor('/mnt/witness/audit.ndjson') or an anchor of your own` },
      }),
    )
    .optional(),
  anchorEvery: milliseconds(1, 5_000),
  atomic: oneOf(['prefer', 'required', 'attempt-first']),
  onWriteError: oneOf(['fail', 'log']),
  migrate: flag(),
  spillPath: text('.observability/audit-spill.ndjson'),
  preparedStatements: flag(),
  maxFieldBytes: rule(z.int().min(256).max(32_768), {
    message: 'must be a whole number from 256 to 32768',
    fix: 'use bytes, for example 16384',
  }),
  maxBodyBytes: rule(z.int().min(65_536).max(4_194_304), {
    message: 'must be a whole number from 65536 to 4194304',
    fix: 'use bytes, for example 262144',
  }),
  deniedTarget: rule(z.custom<NonNullable<AuditOptions['deniedTarget']>>(isCallable), {
    message: 'must be a function',
    fix: `use ({ params }) => ({ type: 'Order', id: params.id }), or leave it out`,
  }),
  health: z
    .strictObject({
      maxPending: rows,
      maxSealLag: milliseconds(1, 60_000),
      maxAnchorAge: milliseconds(1, 300_000),
      maxSpillDepth: rows,
    })
    .optional(),
});

/** The whole options tree. {@link ObservabilityOptions} documents it; a spec keeps their keys equal. */
export const optionsSchema = z.strictObject({
  service: service.optional(),
  tracing,
  metrics,
  logging,
  sampling,
  propagation,
  background,
  http,
  messaging,
  graphql,
  health,
  management,
  redaction,
  database,
  audit,
  otlp,
  errors: errorsSchema,
  shutdown: z
    .strictObject({
      flushTimeout: milliseconds(1, 3_000),
      drainWait: milliseconds(0, 5_000),
      inFlightTimeout: milliseconds(0, 10_000),
      exitTimeout: milliseconds(0, 1_500),
      grace: milliseconds(1, 30_000),
      signals: z
        .array(oneOf(ENDING_SIGNALS).nonoptional({ error: 'must be a signal' }), {
          error: 'must be a list of signals',
        })
        .optional(),
    })
    .optional(),
  shedding: sheddingSchema,
  allowUnsafe: z
    .array(oneOf(UNSAFE_SETTINGS).nonoptional({ error: 'must be the name of a setting' }), {
      error: 'must be a list of settings',
    })
    .optional(),
  identify: rule(z.custom<NonNullable<ObservabilityOptions['identify']>>(isCallable), {
    message: 'must be a function that takes a request',
    fix: 'use request => ({ id: request.user.id }), or leave it out',
  }),
});

/** The options tree after validation: known keys only, switches read as `{ enabled }`. */
export type ValidOptions = z.output<typeof optionsSchema>;

function isAscending(bounds: readonly number[]): boolean {
  return bounds.every((bound, index) => index === 0 || bound > bounds[index - 1]!);
}

function isDestination(value: unknown): boolean {
  if (typeof value === 'string') return value.length > 0;
  return typeof value === 'object' && value !== null && 'write' in value && typeof value.write === 'function';
}

function isIndicator(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || !('name' in value) || !('check' in value)) return false;
  return typeof value.name === 'string' && /^[\w-]+$/.test(value.name) && typeof value.check === 'function';
}

function isAnchor(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || !('name' in value) || !('publish' in value))
    return false;
  return typeof value.name === 'string' && value.name !== '' && typeof value.publish === 'function';
}
