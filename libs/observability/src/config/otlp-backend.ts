import type { OtlpSignal } from '../observability.options.js';
import { clearTextProblem, metadataProblem, portProblem } from './endpoint-problems.js';
import { OtlpVariables } from './otlp-variables.js';
import type { ConfigurationProblem } from './configuration-problem.js';
import type { EnvironmentReader } from './environment-reader.js';
import type { ValidOtlpTarget } from './otlp.schema.js';
import { readHeadersFile } from './otlp-headers-file.js';
import { readTls, type NamedFile } from './otlp-tls.js';
import { resolveQueue } from './resolve-queue.js';
import type { OtlpProtocol, OtlpTarget } from './resolved-options.js';

/** Where a signal would go. */
export interface PossibleTarget {
  readonly target: OtlpTarget;
  /** Whether anything but the standard default says so. */
  readonly configured: boolean;
}

/** What a backend is resolved with. */
interface BackendContext {
  readonly env: EnvironmentReader;
  readonly problems: ConfigurationProblem[];
  /** `otlp`, or `otlp[1]` in a list. */
  readonly path: string;
}

/** The specification's endpoints, for when an exporter is asked for by name and no endpoint is given. */
const STANDARD_ENDPOINT = { http: 'http://localhost:4318', grpc: 'http://localhost:4317' };

/** Resolves the settings of one backend: the signal's own variable, the general variable, the option, the default. */
export class OtlpBackend {
  private readonly variables: OtlpVariables;
  private readonly headersFile: string | undefined;
  private readonly told = new Set<string>();

  constructor(
    private readonly options: ValidOtlpTarget,
    private readonly context: BackendContext,
  ) {
    const { env, problems, path } = context;
    this.variables = new OtlpVariables(env);
    this.headersFile = env.text('OBSERVABILITY_OTLP_HEADERS_FILE') ?? options.headersFile;
    if (this.headersFile !== undefined) {
      const from = env.text('OBSERVABILITY_OTLP_HEADERS_FILE')
        ? 'OBSERVABILITY_OTLP_HEADERS_FILE'
        : `${path}.headersFile`;
      readHeadersFile(this.headersFile, problem => problems.push({ path: from, ...problem }));
    }
  }

  /** `undefined` for a signal that this backend does not take. */
  target(signal: OtlpSignal): PossibleTarget | undefined {
    const { options, variables } = this;
    const own = variables.signalEndpoint(signal);
    const asked = variables.protocol(signal) ?? options.protocol;
    const protocol = asked ?? (signal === 'metrics' ? 'http/json' : 'http/protobuf');
    const complete = own ?? (variables.endpoint ? undefined : options.endpoints?.[signal]);
    const base = variables.endpoint ?? options.endpoint;
    const target: OtlpTarget = {
      url: complete ?? urlOf(base, protocol, signal),
      ...this.headersFor(signal),
      protocol,
      compression: variables.compression(signal) ?? options.compression ?? 'gzip',
      timeoutMs: variables.timeout(signal) ?? options.timeout ?? 5_000,
      queue: options.queue && resolveQueue(options.queue),
      tls: this.tlsFor(signal),
    };
    if (own === undefined && options.signals && !options.signals.includes(signal)) return undefined;
    const configured = (complete ?? base) !== undefined;
    if (configured) this.check(target, { asked, signal });
    return { target, configured };
  }

  private headersFor(signal: OtlpSignal): Pick<OtlpTarget, 'headers' | 'rotating'> {
    const { headers } = this.options;
    const given = typeof headers === 'function' ? {} : (headers ?? {});
    const fixed = this.variables.headers(signal);
    const provide = typeof headers === 'function' ? headers : undefined;
    const file = this.headersFile;
    return {
      headers: { ...lowerCase(given), ...fixed },
      rotating: provide || file !== undefined ? { provide, file, fixed } : undefined,
    };
  }

  private tlsFor(signal: OtlpSignal): OtlpTarget['tls'] {
    const { problems, path } = this.context;
    const pick = (option: 'ca' | 'cert' | 'key'): NamedFile | undefined => {
      const given = this.options.tls?.[option];
      const option_ = given === undefined ? undefined : { path: `${path}.tls.${option}`, value: given };
      return this.variables.tlsFile(signal, option) ?? option_;
    };
    return readTls({ ca: pick('ca'), cert: pick('cert'), key: pick('key') }, problem =>
      this.tell(problem.path, problem, problems),
    );
  }

  private check(target: OtlpTarget, told: { asked: OtlpProtocol | undefined; signal: OtlpSignal }): void {
    const { problems } = this.context;
    const path = this.variables.endpointName(told.signal) ?? this.endpointPath(told.signal);
    const allowed = this.variables.insecure(told.signal) ?? this.options.insecure ?? false;
    const found = [
      told.asked === undefined ? portProblem(target) : undefined,
      allowed ? undefined : clearTextProblem(target),
      metadataProblem(target),
    ];
    for (const problem of found)
      if (problem) this.tell(`${path} ${problem.message}`, { path, ...problem }, problems);
  }

  private endpointPath(signal: OtlpSignal): string {
    return this.options.endpoints?.[signal] === undefined
      ? `${this.context.path}.endpoint`
      : `${this.context.path}.endpoints.${signal}`;
  }

  /** Once, though three signals may share a mistake. */
  private tell(key: string, problem: ConfigurationProblem, problems: ConfigurationProblem[]): void {
    if (this.told.has(key)) return;
    this.told.add(key);
    problems.push(problem);
  }
}

function urlOf(base: string | undefined, protocol: OtlpProtocol, signal: OtlpSignal): string {
  if (protocol === 'grpc') return base ?? STANDARD_ENDPOINT.grpc;
  return `${(base ?? STANDARD_ENDPOINT.http).replace(/\/+$/, '')}/v1/${signal}`;
}

/** Header names are equal in any case, so that the last of two spellings wins. */
function lowerCase(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
