import type { OtlpSignal } from '../observability.options.js';
import type { ConfigurationProblem } from './configuration-problem.js';
import type { EnvironmentReader } from './environment-reader.js';
import { OtlpBackend, type PossibleTarget } from './otlp-backend.js';
import type { ValidOtlpTarget } from './otlp.schema.js';

/** Resolves where each signal goes by OTLP; the standard variables speak of the first backend. */
export class OtlpResolver {
  private readonly backends: readonly OtlpBackend[];

  constructor(
    options: readonly ValidOtlpTarget[] | undefined,
    env: EnvironmentReader,
    problems: ConfigurationProblem[],
  ) {
    const given = options && options.length > 0 ? options : [{}];
    this.backends = given.map((backend, index) => {
      const path = given.length > 1 ? `otlp[${index}]` : 'otlp';
      return new OtlpBackend(backend, { env: index === 0 ? env : env.withoutVariables(), problems, path });
    });
  }

  /** Where `signal` would go: every backend that takes it. */
  targets(signal: OtlpSignal): readonly PossibleTarget[] {
    return this.backends.flatMap(backend => backend.target(signal) ?? []);
  }
}
