import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

/** A stage that was built in a plain directory: its files, and what it would be started with. */
export interface Stage {
  readonly root: string;
  workdir: string;
  readonly env: Record<string, string>;
  command: readonly string[];
  healthCheck: readonly string[];
}

/**
 * Runs the steps of a Dockerfile one by one without a container engine: each stage is a directory, `COPY` copies, `RUN` runs
 * there. What needs a root of its own (`USER`, `VOLUME`, `chown`) is left out.
 */
export class DockerfileSteps {
  readonly stages = new Map<string, Stage>();
  private readonly folder = mkdtempSync(join(tmpdir(), 'dockerfile-'));

  constructor(
    private readonly context: string,
    private readonly args: Readonly<Record<string, string>>,
  ) {}

  run(text: string): Stage {
    let stage: Stage | undefined;
    for (const line of instructions(text)) {
      const [, word = '', rest = ''] = /^(\w+)\s+(.*)$/s.exec(line) ?? [];
      if (word === 'FROM') stage = this.open(/ AS (\w+)/i.exec(rest)?.[1] ?? 'last');
      else if (stage) this.step(stage, word, this.expanded(rest));
    }
    if (!stage) throw new Error('no stage');
    return stage;
  }

  /** Where an absolute path of the image lies. */
  place(stage: Stage, path: string): string {
    return join(stage.root, path.startsWith('/') ? path : join(stage.workdir, path));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private open(name: string): Stage {
    const root = join(this.folder, name);
    mkdirSync(root);
    const stage: Stage = { root, workdir: '/', env: {}, command: [], healthCheck: [] };
    this.stages.set(name, stage);
    return stage;
  }

  private step(stage: Stage, word: string, rest: string): void {
    if (word === 'WORKDIR') {
      stage.workdir = rest;
      mkdirSync(this.place(stage, ''), { recursive: true });
    } else if (word === 'ENV') {
      for (const [, key = '', value = ''] of rest.matchAll(/(\w+)=(\S*)/g)) stage.env[key] = value;
    } else if (word === 'COPY') this.copy(stage, rest);
    else if (word === 'RUN') this.shell(stage, rest);
    else if (word === 'CMD') stage.command = JSON.parse(rest) as string[];
    else if (word === 'HEALTHCHECK')
      stage.healthCheck = JSON.parse(/CMD (.*)$/s.exec(rest)?.[1] ?? '[]') as string[];
  }

  private copy(stage: Stage, rest: string): void {
    const [, from, paths = ''] = /^(?:--from=(\w+)\s+)?(.*)$/s.exec(rest) ?? [];
    const words = paths.split(/\s+/);
    const target = words.pop() ?? '';
    const origin = from === undefined ? undefined : this.stages.get(from);
    for (const word of words) {
      const source = origin ? this.place(origin, word) : join(this.context, word);
      const intoFolder =
        target.endsWith('/') || (!statSync(source).isDirectory() && existsSync(this.place(stage, target)));
      cpSync(source, join(this.place(stage, target), intoFolder ? basename(word) : ''), {
        recursive: true,
        verbatimSymlinks: true,
        filter: path => !/(^|\/)(node_modules|dist|\.data)$/.test(path) || origin !== undefined,
      });
    }
  }

  private shell(stage: Stage, rest: string): void {
    const command = rest.replace(/^--mount=\S+\s+/, '');
    if (command.includes('chown')) return;
    const { status, stdout, stderr } = spawnSync('sh', ['-c', command], {
      cwd: this.place(stage, ''),
      // How packages are reached is the machine's matter; what the test run set for itself is not.
      env: { ...process.env, NODE_ENV: undefined, NODE_OPTIONS: undefined },
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`RUN ${command} ended with ${status}:\n${stdout}${stderr}`);
  }

  private expanded(text: string): string {
    return text.replace(/\$\{(\w+)\}/g, (whole, name: string) => this.args[name] ?? whole);
  }
}

/** The instructions without comments, each on one line. */
function instructions(text: string): string[] {
  return text
    .split('\n')
    .filter(line => !line.trimStart().startsWith('#'))
    .join('\n')
    .replace(/\\\n\s*/g, ' ')
    .split('\n')
    .filter(line => line.trim() !== '');
}
