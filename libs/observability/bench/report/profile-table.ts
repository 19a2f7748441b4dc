import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { figure, markdownTable } from './markdown-table.js';

/** The parts of a V8 `.cpuprofile` that are read. */
interface CpuProfile {
  /** Parents come before their children. */
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
    readonly children?: readonly number[];
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

const TOP = 25;

/** Where the busy time of the profiled servers went: by package, then by function. */
export function profileTables(folder: string): string {
  return readdirSync(folder)
    .filter(file => file.endsWith('.cpuprofile'))
    .map(file => {
      const profile = JSON.parse(readFileSync(join(folder, file), 'utf8')) as CpuProfile;
      const { byOwner, byFunction } = busyTimes(profile);
      return `${file}\n\n${shares('package', byOwner)}\n\n${shares('function', byFunction)}`;
    })
    .join('\n\n');
}

function busyTimes(profile: CpuProfile) {
  const nodes = new Map(profile.nodes.map(node => [node.id, node]));
  const owners = ownersOf(profile);
  const byOwner = new Map<string, number>();
  const byFunction = new Map<string, number>();
  profile.samples.forEach((id, index) => {
    const frame = nodes.get(id)?.callFrame;
    if (!frame || frame.functionName === '(idle)') return;
    const micros = profile.timeDeltas[index] ?? 0;
    const owner = owners.get(id) ?? 'node';
    const place = frame.url ? ` ${frame.url.split('/').at(-1)}:${frame.lineNumber + 1}` : '';
    const name = `${frame.functionName || '(anonymous)'}${place} for ${owner}`;
    byOwner.set(owner, (byOwner.get(owner) ?? 0) + micros);
    byFunction.set(name, (byFunction.get(name) ?? 0) + micros);
  });
  return { byOwner, byFunction };
}

/** Node's own work belongs to the nearest package above it: a file write to pino, a socket write to the exporter. */
function ownersOf({ nodes }: CpuProfile): Map<number, string> {
  const owners = new Map<number, string>();
  for (const { id, callFrame, children = [] } of nodes) {
    const special =
      callFrame.functionName.startsWith('(') && callFrame.url === '' ? callFrame.functionName : '';
    const owner = ownerOf(callFrame.url) || special || owners.get(id) || 'node';
    owners.set(id, owner);
    for (const child of children) owners.set(child, owner === '(root)' ? 'node' : owner);
  }
  return owners;
}

/** The npm package of a script; our own by folder, because that is what we can change. */
function ownerOf(url: string): string {
  const [, dependency] = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url) ?? [];
  if (dependency) return dependency;
  const [, folder] = /\/libs\/observability\/dist\/([^/]+)/.exec(url) ?? [];
  if (folder) return `nestjs-observability/${folder}`;
  return url.startsWith('file:') ? 'app' : '';
}

function shares(title: string, times: ReadonlyMap<string, number>): string {
  const total = [...times.values()].reduce((sum, micros) => sum + micros, 0);
  const rows = [...times]
    .sort(([, a], [, b]) => b - a)
    .slice(0, TOP)
    .map(([name, micros]) => [name, `${figure((micros / total) * 100, 1)} %`, figure(micros / 1_000)]);
  return markdownTable([title, 'busy', 'ms'], rows);
}
