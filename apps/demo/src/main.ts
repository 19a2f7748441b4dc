import { once } from 'node:events';
import { DemoError } from './demo.error.ts';
import { type DemoOptions, readDemoOptions, USAGE } from './demo-options.ts';
import { heading, paint, print } from './report/terminal.ts';
import { runDemo } from './run-demo.ts';
import { DemoServices } from './services/demo-services.ts';
import { hasOwnBackend, serviceEnvironment } from './services/service-environment.ts';
import { OtlpReceiver } from './traces/otlp-receiver.ts';

/** How shells report a program that Ctrl-C ended. */
const INTERRUPTED = 130;

const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    // Who asks twice does not want to wait; the services notice that the runner has gone.
    if (interruption.signal.aborted) process.exit(INTERRUPTED);
    interruption.abort();
  });
}
process.exitCode = await main(process.argv.slice(2), interruption.signal);

async function main(argv: string[], signal: AbortSignal): Promise<number> {
  try {
    const options = readDemoOptions(argv);
    if (options.help) print(USAGE);
    else await demonstrate(options, signal);
    return 0;
  } catch (error) {
    if (signal.aborted) return INTERRUPTED;
    process.stderr.write(
      `\n${paint.bad('✘')} ${error instanceof DemoError ? error.message : String((error as Error).stack)}\n`,
    );
    return 1;
  }
}

async function demonstrate(options: DemoOptions, signal: AbortSignal): Promise<void> {
  const receiver = hasOwnBackend(process.env) ? undefined : await OtlpReceiver.start();
  const services = new DemoServices(signal);
  try {
    heading('nestjs-observability', 'two NestJS services, observed end to end');
    if (options.build) await services.build();
    const environment = await serviceEnvironment(process.env, receiver?.url);
    await services.start(environment);
    const crash = services.crash();
    await Promise.race([runDemo({ options, services, environment, receiver, signal }), crash]);
    if (!options.once) await serve(signal, crash);
  } finally {
    await services.stop();
    receiver?.stop();
  }
}

async function serve(signal: AbortSignal, crash: Promise<never>): Promise<void> {
  print('', '  Serving until Ctrl-C');
  if (!signal.aborted) await Promise.race([once(signal, 'abort'), crash]);
  print('', paint.quiet('  Stopping'));
}
