import type { ConfigurationProblem } from './configuration-problem.js';
import { isLoopbackHost } from './loopback.js';
import type { OtlpTarget } from './resolved-options.js';

type Problem = Omit<ConfigurationProblem, 'path'>;

/** Names of headers that hold a credential as far as their names tell. */
const CREDENTIAL = /auth|key|token|secret|passw|credential|session|jwt|-team$/i;

/** An endpoint at the port where collectors speak gRPC, while nobody asked for gRPC: such exports would never arrive. */
export function portProblem({ url, protocol }: OtlpTarget): Problem | undefined {
  if (protocol === 'grpc' || new URL(url).port !== '4317') return undefined;
  return {
    message: 'names port 4317, where collectors speak gRPC',
    fix: `use port 4318, or protocol 'grpc'; if HTTP is spoken there, name the protocol 'http/protobuf'`,
  };
}

/** Credentials that would travel in clear text to another host. */
export function clearTextProblem({ url, headers, rotating }: OtlpTarget): Problem | undefined {
  const { protocol, hostname } = new URL(url);
  if (protocol === 'https:' || isLoopbackHost(hostname)) return undefined;
  const secret = Object.keys(headers).find(name => CREDENTIAL.test(name));
  if (secret === undefined && !rotating) return undefined;
  const what = secret === undefined ? 'headers that rotate' : `the header '${secret}'`;
  return {
    message: `would send ${what} to ${hostname} in clear text`,
    fix: 'use https://, or allow it with otlp.insecure or OTEL_EXPORTER_OTLP_INSECURE=true where something else encrypts',
  };
}

/** Where clouds hand credentials to whoever asks from inside: no collector lives there, and an address from outside often points there. */
const METADATA = new Set([
  '169.254.169.254',
  '169.254.170.2',
  '100.100.100.200',
  '[fd00:ec2::254]',
  '[::ffff:a9fe:a9fe]',
  'metadata.google.internal',
  'metadata',
]);

/** An endpoint at the metadata service of a cloud. */
export function metadataProblem({ url }: OtlpTarget): Problem | undefined {
  const hostname = new URL(url).hostname.replace(/\.$/, '');
  if (!METADATA.has(hostname)) return undefined;
  return {
    message: `names ${hostname}, where a cloud keeps credentials, and no collector`,
    fix: 'use the address of the collector; take none from outside of the deployment',
  };
}
