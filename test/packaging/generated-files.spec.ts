import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { allOptions } from '../../libs/observability/dist/config/known-options.js';
import { type GeneratedFile, generatedFiles } from '../../libs/observability/scripts/generated-files.ts';
import { optionRows } from '../../libs/observability/scripts/option-rows.ts';

const PACKAGE = join(__dirname, '../../libs/observability');

describe('Generated files', () => {
  let files: GeneratedFile[];

  beforeAll(async () => {
    files = await generatedFiles(PACKAGE);
  }, 60_000);

  it('are there for each subpath and for the configuration', () => {
    const paths = files.map(({ path }) => path);

    expect(paths).toEqual(
      expect.arrayContaining(['api/index.txt', 'api/testing.txt', 'docs/configuration.md']),
    );
  });

  it('are up to date; run npm run generate and review the difference', () => {
    const checkedIn = files.map(({ path }) => ({ path, text: readIfThere(join(PACKAGE, path)) }));

    expect(checkedIn).toEqual(files);
  });

  it('document each option that is accepted, and no other', () => {
    const documented = optionRows(join(PACKAGE, 'src/observability.options.ts')).map(({ path }) => path);

    expect(documented.sort()).toEqual(allOptions().sort());
  });

  it('say of each option what it means', () => {
    const rows = optionRows(join(PACKAGE, 'src/observability.options.ts'));

    expect(rows.filter(({ meaning }) => meaning === '').map(({ path }) => path)).toEqual([]);
  });
});

function readIfThere(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}
