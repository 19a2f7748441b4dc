import { containerDetector } from '@opentelemetry/resource-detector-container';
import {
  envDetector,
  hostDetector,
  osDetector,
  processDetector,
  type DetectedResource,
  type ResourceDetector,
} from '@opentelemetry/resources';
import { readFileSync } from 'node:fs';
import type { ResolvedOptions } from '../config/resolved-options.js';

/** What the process detector reports but a stranger should not read: arguments may hold secrets, the owner is a name. */
const privateAttributes = new Set(['process.command', 'process.command_args', 'process.owner']);

/**
 * Detectors in the order in which they overrule one another: what is found out, then what the options say, and last what
 * the environment says. All three signals share the result.
 */
export function resourceDetectors(options: ResolvedOptions): ResourceDetector[] {
  return [
    osDetector,
    hostDetector,
    { detect: config => withoutPrivate(processDetector.detect(config)) },
    containerDetector,
    { detect: kubernetesResource },
    { detect: () => ({ attributes: options.resource }) },
    envDetector,
  ];
}

function withoutPrivate({ attributes }: DetectedResource): DetectedResource {
  return {
    attributes: Object.fromEntries(
      Object.entries(attributes ?? {}).filter(([key]) => !privateAttributes.has(key)),
    ),
  };
}

/** Inside a pod the host name is the pod's, and the service account tells the namespace. */
function kubernetesResource(): DetectedResource {
  const { KUBERNETES_SERVICE_HOST, HOSTNAME } = process.env;
  if (!KUBERNETES_SERVICE_HOST) return {};
  const namespace = readNamespace();
  return {
    attributes: {
      ...(HOSTNAME && { 'k8s.pod.name': HOSTNAME }),
      ...(namespace && { 'k8s.namespace.name': namespace }),
    },
  };
}

function readNamespace(): string | undefined {
  try {
    return readFileSync('/var/run/secrets/kubernetes.io/serviceaccount/namespace', 'utf8').trim();
  } catch {
    return undefined;
  }
}
