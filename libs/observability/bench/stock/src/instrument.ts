import { register } from 'node:module';
import { NodeSDK, type NodeSDKConfiguration } from '@opentelemetry/sdk-node';

/**
 * Starts the SDK as its documentation says: before anything else, from `--import`, with the loader hook that ES
 * modules need. Exporters and service name come from the standard variables.
 */
export function instrument(instrumentations: NodeSDKConfiguration['instrumentations']): void {
  register('@opentelemetry/instrumentation/hook.mjs', import.meta.url);
  const sdk = new NodeSDK({ instrumentations });
  sdk.start();
  process.once('beforeExit', () => void sdk.shutdown());
}
