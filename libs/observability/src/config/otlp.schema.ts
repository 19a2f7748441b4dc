import { z } from 'zod';
import type { OtlpHeaders, OtlpHeadersProvider } from '../observability.options.js';
import { chosen, flag, isCallable, milliseconds, oneOf, rule, text } from './option-rule.js';
import {
  isFreeHeaderName,
  isHeaderValue,
  isHttpUrl,
  isOtlpUrl,
  OTLP_BASE_URL,
  OTLP_SIGNALS,
} from './value-checks.js';

const headerRecord = z.record(
  z.string().refine(isFreeHeaderName),
  z.custom<string>(isHeaderValue, {
    error: 'must be text that an HTTP header can carry',
    params: { fix: 'use a single line of text' },
  }),
);

const signalUrl = (signal: string) =>
  rule(z.string().refine(isHttpUrl), {
    message: 'must be an http:// or https:// URL without credentials',
    fix: `use the complete URL, for example 'https://localhost:4318/v1/${signal}'`,
  });

const target = z.strictObject({
  endpoint: rule(z.string().refine(isOtlpUrl), {
    message: OTLP_BASE_URL,
    fix: `use for example 'http://localhost:4318', and put credentials into otlp.headers`,
  }),
  endpoints: z
    .strictObject({ traces: signalUrl('traces'), metrics: signalUrl('metrics'), logs: signalUrl('logs') })
    .optional(),
  signals: rule(z.array(z.enum(OTLP_SIGNALS)), {
    message: `must be a list of 'traces', 'metrics' and 'logs'`,
    fix: `use for example ['traces']`,
  }),
  headers: chosen<OtlpHeaders | OtlpHeadersProvider>(value => (isCallable(value) ? z.any() : headerRecord)),
  headersFile: text('/run/secrets/otlp-headers'),
  protocol: oneOf(['http/protobuf', 'http/json', 'grpc']),
  compression: oneOf(['gzip', 'none']),
  timeout: milliseconds(1, 5_000),
  queue: z
    .strictObject({
      maxBytes: rule(z.int().min(65_536), {
        message: 'must be a whole number of bytes from 65536',
        fix: 'use for example 16_777_216 for 16 MiB',
      }),
      maxItems: rule(z.int().min(1), {
        message: 'must be a whole number of items from 1',
        fix: 'use for example 100_000, or leave it out to limit memory alone',
      }),
      maxAge: milliseconds(1, 300_000),
      maxParallel: rule(z.int().min(1).max(16), {
        message: 'must be a whole number from 1 to 16',
        fix: 'use for example 4',
      }),
    })
    .optional(),
  tls: z
    .strictObject({
      ca: text('/etc/ssl/collector-ca.pem'),
      cert: text('/run/secrets/client.pem'),
      key: text('/run/secrets/client-key.pem'),
    })
    .optional(),
  insecure: flag(),
});

/** One backend or a list of them; read as a list. */
export const otlp = z
  .preprocess(value => (Array.isArray(value) || value === undefined ? value : [value]), z.array(target))
  .optional();

/** One backend after validation. */
export type ValidOtlpTarget = z.output<typeof target>;
