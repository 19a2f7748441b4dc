import { performance } from 'node:perf_hooks';
import type { AddressInfo } from 'node:net';
import { createApp } from './app/create-app.js';
import type { AdapterName, VariantFile } from './app/variant.js';
import type { ServerCommand, ServerReply } from './measure/server-messages.js';

/** `node server.js <variant file URL> <adapter>`: serves one variant and answers its parent over IPC. */
const [, , variantUrl, adapter] = process.argv;
const { variant } = (await import(variantUrl as string)) as VariantFile;
const app = await createApp(variant, adapter as AdapterName);
await app.listen(0, '127.0.0.1');

const { port } = app.getHttpServer().address() as AddressInfo;
reply({ type: 'ready', port, startMs: performance.now() });

process.on('message', (command: ServerCommand) => {
  if (command === 'usage') reply({ type: 'usage', cpuMicros: cpuMicros(), rss: process.memoryUsage.rss() });
  else void stop();
});

function cpuMicros(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/** Leaves as an app does: close, then let the loop run empty, so that each variant flushes its own way. */
async function stop(): Promise<void> {
  await app.close();
  process.disconnect?.();
}

function reply(message: ServerReply): void {
  process.send?.(message);
}
