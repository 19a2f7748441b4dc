#!/usr/bin/env node

/** Node ends a crashed process with 1, which here means "tampered": every accident must end with another code. */
const accident = 70;

process.on('uncaughtException', (thrown: unknown) => {
  process.stderr.write(`${thrown instanceof Error ? thrown.stack : String(thrown)}\n`);
  process.exit(accident);
});

const [{ runCli }, { commands }, { processOutput }] = await Promise.all([
  import('./run-cli.js'),
  import('./commands.js'),
  import('./process-output.js'),
]);

process.exitCode = await runCli({
  commands,
  args: process.argv.slice(2),
  environment: process.env,
  output: processOutput(process),
});
