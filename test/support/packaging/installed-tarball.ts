import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const ROOT = join(__dirname, '../../..');

/** What a script printed, and how it ended. */
export interface ScriptResult {
  readonly stdout: string;
  readonly stderr: string;
}

/** The library as a user has it: packed by npm, unpacked into a project of its own, beside the packages it may use. */
export class InstalledTarball {
  private constructor(
    private readonly project: string,
    /** Paths inside the tarball. */
    readonly files: readonly string[],
  ) {}

  /** @param absent - packages that this project has not installed */
  static async install(absent: readonly string[]): Promise<InstalledTarball> {
    const project = await mkdtemp(join(tmpdir(), 'tarball-'));
    const pack = ['pack', '--json', '--ignore-scripts', '--pack-destination', project];
    const { stdout } = await run('npm', pack, { cwd: join(ROOT, 'libs/observability') });
    const [packed] = JSON.parse(stdout) as [{ filename: string; files: { path: string }[] }];
    const target = join(project, 'node_modules/nestjs-observability');
    await mkdir(target, { recursive: true });
    await run('tar', ['xzf', join(project, packed.filename), '-C', target, '--strip-components=1']);
    await linkPackages(join(ROOT, 'node_modules'), join(project, 'node_modules'), absent);
    const nested = join(ROOT, 'libs/observability/node_modules');
    if (existsSync(nested)) await linkPackages(nested, join(target, 'node_modules'), absent);
    return new InstalledTarball(
      project,
      packed.files.map(({ path }) => path),
    );
  }

  /** Runs an ES module in the project. Links count as real folders, so that nothing is found in this repository. */
  async run(script: string): Promise<ScriptResult> {
    const flags = ['--preserve-symlinks', '--input-type=module', '--eval', script];
    const { PATH, HOME } = process.env;
    return run(process.execPath, flags, { cwd: this.project, env: { PATH, HOME }, timeout: 60_000 });
  }

  async remove(): Promise<void> {
    await rm(this.project, { recursive: true });
  }
}

async function linkPackages(from: string, to: string, absent: readonly string[]): Promise<void> {
  const folders = (await readdir(from)).filter(name => !name.startsWith('.'));
  const scopes = folders.filter(name => name.startsWith('@'));
  const scoped = await Promise.all(
    scopes.map(async scope => (await readdir(join(from, scope))).map(name => `${scope}/${name}`)),
  );
  const names = [...folders.filter(name => !name.startsWith('@')), ...scoped.flat()];
  const present = names.filter(name => name !== 'nestjs-observability' && !absent.includes(name));
  await Promise.all(scopes.map(scope => mkdir(join(to, scope), { recursive: true })));
  await mkdir(to, { recursive: true });
  await Promise.all(present.map(name => symlink(join(from, name), join(to, name))));
}
