import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { GeneratedFile } from './generated-files.ts';

const docker = '../../docker';

/** The rules of the demo, as users make theirs: by the command line. */
export function ruleFiles(packageRoot: string): GeneratedFile[] {
  const objectives = join(packageRoot, docker, 'prometheus/slo.yaml');
  const calls: [path: string, ...args: string[]][] = [
    ['prometheus/rules/alerts.yaml', 'alerts'],
    ['prometheus/rules/slo.yaml', 'slo', 'generate', objectives],
    ['kubernetes/base/alerts.yaml', 'alerts', '--operator', 'orders-alerts'],
    ['kubernetes/base/slo.yaml', 'slo', 'generate', objectives, '--operator', 'orders-slo'],
  ];
  return calls.map(([path, ...args]) => ({ path: join(docker, path), text: written(packageRoot, args) }));
}

function written(packageRoot: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(packageRoot, 'dist/cli/main.js'), ...args],
    {
      encoding: 'utf8',
    },
  );
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`);
  return stdout;
}
