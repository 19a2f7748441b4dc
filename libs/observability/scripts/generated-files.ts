import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { configurationPage } from './configuration-page.ts';
import { exportLists } from './export-list.ts';
import { optionRows } from './option-rows.ts';

/** A file that is made from code and checked in. */
export interface GeneratedFile {
  /** Relative to the package. */
  readonly path: string;
  readonly text: string;
}

/** Every generated file of the package, as it should be now. The library must have been built. */
export async function generatedFiles(packageRoot: string): Promise<GeneratedFile[]> {
  const { VARIABLES } = await import('../dist/config/standard-variables.js');
  const page = configurationPage(optionRows(join(packageRoot, 'src/observability.options.ts')), VARIABLES);
  const style = await resolveConfig(join(packageRoot, 'docs/configuration.md'));
  const lists = exportLists(packageRoot).map(({ name, text }) => ({ path: `api/${name}.txt`, text }));
  return [
    ...lists,
    { path: 'docs/configuration.md', text: await format(page, { ...style, parser: 'markdown' }) },
  ];
}
