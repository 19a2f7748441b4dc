import type { EnvironmentReader } from './environment-reader.js';
import type { ValidOptions } from './options.schema.js';
import { readPairs } from './read-pairs.js';
import type { OtlpTarget } from './resolved-options.js';
import type { VariableName } from './standard-variables.js';
import { isFreeHeaderName, isHeaderValue, isHttpUrl, isOtlpUrl, OTLP_BASE_URL } from './value-checks.js';

/** A signal, as OTLP spells it in paths. */
export type OtlpSignal = 'traces' | 'metrics' | 'logs';

type OtlpField = 'ENDPOINT' | 'HEADERS' | 'PROTOCOL' | 'COMPRESSION' | 'TIMEOUT';

/** The specification's endpoint, for when an exporter is asked for by name and no endpoint is given. */
const STANDARD_ENDPOINT = 'http://localhost:4318';

/** Resolves the OTLP settings of each signal: its own variable, the general variable, the option, the default. */
export class OtlpResolver {
  private readonly endpoint: string | undefined;
  private readonly headers: readonly (readonly [string, string])[];
  private readonly protocol: OtlpTarget['protocol'] | undefined;
  private readonly compression: OtlpTarget['compression'] | undefined;
  private readonly timeoutMs: number | undefined;

  constructor(
    private readonly options: ValidOptions['otlp'],
    private readonly env: EnvironmentReader,
  ) {
    this.endpoint = this.readUrl('OTEL_EXPORTER_OTLP_ENDPOINT', isOtlpUrl) ?? options?.endpoint;
    this.headers = this.readHeaders('OTEL_EXPORTER_OTLP_HEADERS');
    this.protocol = this.readProtocol('OTEL_EXPORTER_OTLP_PROTOCOL') ?? options?.protocol;
    this.compression = env.word('OTEL_EXPORTER_OTLP_COMPRESSION', ['gzip', 'none']) ?? options?.compression;
    this.timeoutMs = env.wholeNumber('OTEL_EXPORTER_OTLP_TIMEOUT', { least: 1 }) ?? options?.timeout;
  }

  /** Where `signal` would go, and whether anything but the standard default says so. */
  target(signal: OtlpSignal): OtlpTarget & { readonly configured: boolean } {
    const own = this.readUrl(variable(signal, 'ENDPOINT'), isHttpUrl);
    const preset = signal === 'metrics' ? 'http/json' : 'http/protobuf';
    const headers = [
      ...Object.entries(this.options?.headers ?? {}).map(lowerCase),
      ...this.headers,
      ...this.readHeaders(variable(signal, 'HEADERS')),
    ];
    return {
      configured: (own ?? this.endpoint) !== undefined,
      url: own ?? `${(this.endpoint ?? STANDARD_ENDPOINT).replace(/\/+$/, '')}/v1/${signal}`,
      headers: Object.fromEntries(headers),
      protocol: this.readProtocol(variable(signal, 'PROTOCOL')) ?? this.protocol ?? preset,
      compression:
        this.env.word(variable(signal, 'COMPRESSION'), ['gzip', 'none']) ?? this.compression ?? 'gzip',
      timeoutMs: this.env.wholeNumber(variable(signal, 'TIMEOUT'), { least: 1 }) ?? this.timeoutMs ?? 5_000,
    };
  }

  private readUrl(name: VariableName, accepts: (url: string) => boolean): string | undefined {
    const url = this.env.text(name);
    if (url === undefined || accepts(url)) return url;
    const isBase = name === 'OTEL_EXPORTER_OTLP_ENDPOINT';
    const message = isBase ? OTLP_BASE_URL : 'must be an http:// or https:// URL without credentials';
    const example = isBase ? STANDARD_ENDPOINT : `${STANDARD_ENDPOINT}/v1/traces`;
    this.env.report(
      name,
      message,
      `use for example ${example}, and put credentials into OTEL_EXPORTER_OTLP_HEADERS`,
    );
    return undefined;
  }

  private readProtocol(name: VariableName): OtlpTarget['protocol'] | undefined {
    if (this.env.text(name)?.toLowerCase() !== 'grpc')
      return this.env.word(name, ['http/protobuf', 'http/json']);
    this.env.report(
      name,
      'asks for gRPC, which is not supported yet',
      `use 'http/protobuf' and the collector's HTTP port (4318)`,
    );
    return undefined;
  }

  private readHeaders(name: VariableName): readonly (readonly [string, string])[] {
    return readPairs(name, this.env)
      .map(lowerCase)
      .filter(([key, value]) => {
        const isGood = isFreeHeaderName(key) && isHeaderValue(value);
        if (!isGood)
          this.env.report(
            name,
            `cannot send the header '${key}'`,
            'use a header name of letters, digits and hyphens that HTTP itself does not set, and a value on one line',
            null,
          );
        return isGood;
      });
  }
}

function variable(signal: OtlpSignal, field: OtlpField): VariableName {
  return `OTEL_EXPORTER_OTLP_${signal.toUpperCase() as Uppercase<OtlpSignal>}_${field}`;
}

/** Header names are equal in any case, so that the last of two spellings wins. */
function lowerCase([name, value]: readonly [string, string]): readonly [string, string] {
  return [name.toLowerCase(), value];
}
