import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');
/** What npm runs on the machine of whoever installs a package. */
const HOOKS = [
  'preinstall',
  'install',
  'postinstall',
  'prepare',
  'preprepare',
  'postprepare',
  'dependencies',
];

interface Manifest {
  readonly scripts?: Readonly<Record<string, string>>;
  readonly allowScripts?: Readonly<Record<string, boolean>>;
}

const manifest = (folder: string) =>
  JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8')) as Manifest;

describe('Installing', () => {
  it.each(['.', 'libs/observability', 'apps/orders', 'apps/payments', 'apps/demo'])(
    'runs no script of %s',
    folder => {
      const { scripts = {} } = manifest(folder);
      expect(Object.keys(scripts).filter(name => HOOKS.includes(name))).toEqual([]);
    },
  );

  it('builds nothing natively from the library, which has no binding.gyp to be found', () => {
    expect(() => readFileSync(join(ROOT, 'libs/observability/binding.gyp'))).toThrow('ENOENT');
  });

  it('lets one package run a script here, the runtime of the workspace', () => {
    const allowed = Object.entries(manifest('.').allowScripts ?? {}).filter(([, may]) => may);
    expect(allowed).toEqual([['node', true]]);
  });
});
