import { execFileSync } from 'node:child_process';
import { cpSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { DIST, STOCK } from './variants.js';

/** Installs the stock package when its lockfile is newer than what is installed, and builds its copy of the app. */
export function prepareStock(): void {
  if (modifiedAt('package-lock.json') > modifiedAt('node_modules/.package-lock.json')) {
    console.log('Installing the stock variants (once)');
    const folder = fileURLToPath(STOCK);
    execFileSync(
      'npm',
      ['ci', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
      {
        cwd: folder,
        stdio: ['ignore', 'ignore', 'inherit'],
      },
    );
  }
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  execFileSync(process.execPath, [tsc, '-p', fileURLToPath(STOCK)], { stdio: 'inherit' });
  // A copy, not an import: the app must find Nest in the stock folder, as everything beside it does.
  for (const part of ['app', 'micro', 'server.js']) {
    cpSync(new URL(part, DIST), new URL(`dist/${part}`, STOCK), { recursive: true });
  }
}

function modifiedAt(file: string): number {
  return statSync(new URL(file, STOCK), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
