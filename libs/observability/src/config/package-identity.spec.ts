import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageIdentity } from './package-identity.js';

describe('The identity of the application', () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'identity-'));
    place('package.json', { name: 'workspace' });
    place('apps/orders/package.json', { name: 'orders', version: '1.2.3' });
    place('apps/orders/dist/package.json', { type: 'module' });
    place('node_modules/runner/package.json', { name: 'runner', version: '9.9.9' });
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it('is that of the package around the main module, whatever the working directory', () => {
    expect(find('apps/orders/dist/main.js')).toEqual({ name: 'orders', version: '1.2.3' });
  });

  it('is that of the working directory when a tool in node_modules started the process', () => {
    expect(find('node_modules/runner/cli.js')).toEqual({ name: 'workspace', version: undefined });
    expect(find(undefined)).toEqual({ name: 'workspace', version: undefined });
  });

  it('passes over a package.json that cannot be read', () => {
    writeFileSync(join(root, 'apps/orders/package.json'), '{');

    expect(find('apps/orders/dist/main.js')).toEqual({ name: 'workspace', version: undefined });
  });

  function find(mainModule: string | undefined) {
    return packageIdentity({ mainModule: mainModule && join(root, mainModule), workingDirectory: root });
  }

  function place(file: string, content: object): void {
    mkdirSync(join(root, file, '..'), { recursive: true });
    writeFileSync(join(root, file), JSON.stringify(content));
  }
});
