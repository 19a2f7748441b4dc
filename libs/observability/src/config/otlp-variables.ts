import type { OtlpSignal } from '../observability.options.js';
import type { EnvironmentReader } from './environment-reader.js';
import type { NamedFile } from './otlp-tls.js';
import { readPairs } from './read-pairs.js';
import type { OtlpProtocol } from './resolved-options.js';
import type { VariableName } from './standard-variables.js';
import { isFreeHeaderName, isHeaderValue, isHttpUrl, isOtlpUrl, OTLP_BASE_URL } from './value-checks.js';

type OtlpField =
  | 'ENDPOINT'
  | 'HEADERS'
  | 'PROTOCOL'
  | 'COMPRESSION'
  | 'TIMEOUT'
  | 'CERTIFICATE'
  | 'CLIENT_CERTIFICATE'
  | 'CLIENT_KEY'
  | 'INSECURE';

const PROTOCOLS = ['http/protobuf', 'http/json', 'grpc'] as const;
const TLS_FIELDS = { ca: 'CERTIFICATE', cert: 'CLIENT_CERTIFICATE', key: 'CLIENT_KEY' } as const;

/**
 * The `OTEL_EXPORTER_OTLP_*` variables: what all signals share is read, and reported when it is wrong, once.
 *
 * @see https://opentelemetry.io/docs/specs/otel/protocol/exporter/
 */
export class OtlpVariables {
  readonly endpoint: string | undefined;
  private readonly sharedHeaders: Readonly<Record<string, string>>;
  private readonly sharedProtocol: OtlpProtocol | undefined;
  private readonly sharedCompression: 'gzip' | 'none' | undefined;
  private readonly sharedTimeout: number | undefined;
  private readonly sharedInsecure: boolean | undefined;

  constructor(private readonly env: EnvironmentReader) {
    this.endpoint = this.url('OTEL_EXPORTER_OTLP_ENDPOINT', isOtlpUrl);
    this.sharedHeaders = this.pairs('OTEL_EXPORTER_OTLP_HEADERS');
    this.sharedProtocol = env.word('OTEL_EXPORTER_OTLP_PROTOCOL', PROTOCOLS);
    this.sharedCompression = env.word('OTEL_EXPORTER_OTLP_COMPRESSION', ['gzip', 'none']);
    this.sharedTimeout = env.wholeNumber('OTEL_EXPORTER_OTLP_TIMEOUT', { least: 1 });
    this.sharedInsecure = env.flag('OTEL_EXPORTER_OTLP_INSECURE');
  }

  /** The complete URL of one signal. */
  signalEndpoint(signal: OtlpSignal): string | undefined {
    return this.url(variable(signal, 'ENDPOINT'), isHttpUrl);
  }

  /** The variable that names the endpoint of a signal. */
  endpointName(signal: OtlpSignal): VariableName | undefined {
    const own = variable(signal, 'ENDPOINT');
    if (this.env.text(own) !== undefined) return own;
    return this.endpoint === undefined ? undefined : 'OTEL_EXPORTER_OTLP_ENDPOINT';
  }

  headers(signal: OtlpSignal): Readonly<Record<string, string>> {
    return { ...this.sharedHeaders, ...this.pairs(variable(signal, 'HEADERS')) };
  }

  protocol(signal: OtlpSignal): OtlpProtocol | undefined {
    return this.env.word(variable(signal, 'PROTOCOL'), PROTOCOLS) ?? this.sharedProtocol;
  }

  compression(signal: OtlpSignal): 'gzip' | 'none' | undefined {
    return this.env.word(variable(signal, 'COMPRESSION'), ['gzip', 'none']) ?? this.sharedCompression;
  }

  timeout(signal: OtlpSignal): number | undefined {
    return this.env.wholeNumber(variable(signal, 'TIMEOUT'), { least: 1 }) ?? this.sharedTimeout;
  }

  insecure(signal: OtlpSignal): boolean | undefined {
    return this.env.flag(variable(signal, 'INSECURE')) ?? this.sharedInsecure;
  }

  tlsFile(signal: OtlpSignal, part: keyof typeof TLS_FIELDS): NamedFile | undefined {
    const names = [
      variable(signal, TLS_FIELDS[part]),
      `OTEL_EXPORTER_OTLP_${TLS_FIELDS[part]}`,
    ] as const satisfies readonly VariableName[];
    const path = names.find(name => this.env.text(name) !== undefined);
    return path && { path, value: this.env.text(path) ?? '' };
  }

  private url(name: VariableName, accepts: (url: string) => boolean): string | undefined {
    const url = this.env.text(name);
    if (url === undefined || accepts(url)) return url;
    const isBase = name === 'OTEL_EXPORTER_OTLP_ENDPOINT';
    const message = isBase ? OTLP_BASE_URL : 'must be an http:// or https:// URL without credentials';
    const example = isBase ? 'http://localhost:4318' : 'http://localhost:4318/v1/traces';
    const fix = `use for example ${example}, and put credentials into OTEL_EXPORTER_OTLP_HEADERS`;
    this.env.report(name, message, fix);
    return undefined;
  }

  private pairs(name: VariableName): Readonly<Record<string, string>> {
    const pairs = readPairs(name, this.env).map(([key, value]) => [key.toLowerCase(), value] as const);
    return Object.fromEntries(
      pairs.filter(([key, value]) => {
        const isGood = isFreeHeaderName(key) && isHeaderValue(value);
        if (!isGood)
          this.env.report(
            name,
            `cannot send the header '${key}'`,
            'use a header name of letters, digits and hyphens that HTTP itself does not set, and a value on one line',
            null,
          );
        return isGood;
      }),
    );
  }
}

function variable<F extends OtlpField>(signal: OtlpSignal, field: F) {
  return `OTEL_EXPORTER_OTLP_${signal.toUpperCase() as Uppercase<OtlpSignal>}_${field}` as const;
}
