import { randomUUID } from 'node:crypto';
import type { Attributes } from '@opentelemetry/api';
import type { EnvironmentReader } from './environment-reader.js';
import type { ValidOptions } from './options.schema.js';
import { packageIdentity } from './package-identity.js';
import { readPairs } from './read-pairs.js';
import type { ResolvedService } from './resolved-options.js';

/** The service and its resource attributes: `OTEL_SERVICE_NAME`, then `OTEL_RESOURCE_ATTRIBUTES`, then the options. */
export function resolveService(
  options: ValidOptions['service'],
  env: EnvironmentReader,
): { service: ResolvedService; resource: Attributes } {
  const fromEnv = new Map(readPairs('OTEL_RESOURCE_ATTRIBUTES', env));
  const given = new Map(Object.entries(options?.attributes ?? {}));
  const own = packageIdentity({ mainModule: process.argv[1], workingDirectory: process.cwd() });
  const either = (key: string, option: string | undefined) =>
    fromEnv.get(key) ?? option ?? textOf(given.get(key));

  const service: ResolvedService = {
    name:
      env.text('OTEL_SERVICE_NAME') ??
      either('service.name', options?.name) ??
      own?.name ??
      'unknown_service:node',
    version: either('service.version', options?.version) ?? own?.version,
    namespace: either('service.namespace', options?.namespace),
    instanceId: either('service.instance.id', options?.instanceId) ?? randomUUID(),
    environment:
      either('deployment.environment.name', options?.environment) ?? env.text('NODE_ENV') ?? 'development',
  };
  const known = Object.entries({
    'service.name': service.name,
    'service.version': service.version,
    'service.namespace': service.namespace,
    'service.instance.id': service.instanceId,
    'deployment.environment.name': service.environment,
  }).filter(([, value]) => value !== undefined);
  return { service, resource: Object.fromEntries([...given, ...fromEnv, ...known]) };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
