import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { dashboards } from './dashboards/index.ts';
import { render } from './dashboards/render.ts';
import { configurationPage } from './configuration-page.ts';
import { exportLists } from './export-list.ts';
import { ownInstruments, runtimeInstruments } from './instrument-rows.ts';
import { nameRows } from './name-rows.ts';
import { optionRows } from './option-rows.ts';
import { ruleFiles } from './rule-files.ts';
import { telemetryPage } from './telemetry-page.ts';

/** A file that is made from code and checked in. */
export interface GeneratedFile {
  /** Relative to the package. */
  readonly path: string;
  readonly text: string;
}

/** Every generated file of the package, as it should be now. The library must have been built. */
export async function generatedFiles(packageRoot: string): Promise<GeneratedFile[]> {
  const { VARIABLES } = await import('../dist/config/standard-variables.js');
  const names = join(packageRoot, 'src/core/names.ts');
  const outbound = join(packageRoot, 'src/core/outbound-names.ts');
  const background = join(packageRoot, 'src/core/background-names.ts');
  const fieldNames = join(packageRoot, 'src/core/field-names.ts');
  const databaseNames = join(packageRoot, 'src/core/database-names.ts');
  const pages = {
    'docs/configuration.md': configurationPage(
      optionRows(join(packageRoot, 'src/observability.options.ts')),
      VARIABLES,
    ),
    'docs/telemetry.md': telemetryPage({
      attributes: [
        ...nameRows(names, 'attr'),
        ...nameRows(outbound, 'outboundAttr'),
        ...nameRows(background, 'backgroundAttr'),
        ...nameRows(databaseNames, 'databaseAttr'),
      ],
      fields: [
        ...nameRows(fieldNames, 'field'),
        ...nameRows(background, 'backgroundField'),
        ...nameRows(databaseNames, 'databaseField'),
      ],
      auditFields: nameRows(fieldNames, 'auditField'),
      own: await ownInstruments(),
      runtime: await runtimeInstruments(),
    }),
  };
  const lists = exportLists(packageRoot).map(({ name, text }) => ({ path: `api/${name}.txt`, text }));
  const style = await resolveConfig(join(packageRoot, 'docs/configuration.md'));
  const formatted = Object.entries(pages).map(async ([path, page]) => ({
    path,
    text: await format(page, { ...style, parser: 'markdown' }),
  }));
  return [...lists, ...dashboardFiles(), ...ruleFiles(packageRoot), ...(await Promise.all(formatted))];
}

/** The dashboards as Grafana imports them. */
function dashboardFiles(): GeneratedFile[] {
  return dashboards.map(model => ({
    path: `dashboards/${model.uid}.json`,
    text: `${JSON.stringify(render(model), undefined, 2)}\n`,
  }));
}
