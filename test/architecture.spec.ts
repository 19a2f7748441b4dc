import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import {
  forbiddenFolders,
  forbiddenImports,
  unplacedFiles,
} from './support/architecture/dependency-rules.js';
import { importCycles } from './support/architecture/import-cycles.js';
import { LEVELS } from './support/architecture/levels.js';
import { readSources, type SourceFile } from './support/architecture/source-file.js';

const ROOT = join(__dirname, '..');
const BANNED_WORDS = /(^|[-.])(manager|helper|helpers|util|utils|common|misc|base)([-.]|$)/;
const LONGEST_FILE = 300;

const library = readSources(join(ROOT, 'libs/observability/src')).filter(
  ({ path }) => !path.endsWith('.spec.ts'),
);
const everything = ['libs', 'apps', 'test'].flatMap(folder => readSources(join(ROOT, folder)));

describe('The architecture', () => {
  it('is read from real files', () => {
    expect(library.length).toBeGreaterThan(20);
  });

  it('gives every folder of the library a level', () => {
    expect(unplacedFiles(library)).toEqual([]);
  });

  it('lets a folder import only from lower levels', () => {
    expect(forbiddenImports(library)).toEqual([]);
  });

  it('has no import cycles', () => {
    expect(importCycles(library)).toEqual([]);
  });

  it('is the same in the linter', () => {
    const { overrides } = JSON.parse(readFileSync(join(ROOT, '.oxlintrc.json'), 'utf8')) as LintConfiguration;
    const inLinter = new Map(overrides.flatMap(({ files, rules }) => lintedFolder(files[0], rules)));
    const inTable = new Map(
      [...LEVELS.keys()].filter(f => f !== 'testing').map(f => [f, forbiddenFolders(f)]),
    );

    expect(inLinter).toEqual(inTable);
  });
});

describe('Files', () => {
  it(`are at most ${LONGEST_FILE} lines long`, () => {
    const long = everything.filter(({ lines }) => lines > LONGEST_FILE);

    expect(long.map(({ path, lines }) => `${path} has ${lines} lines`)).toEqual([]);
  });

  it('are named in kebab-case after what they hold', () => {
    const names = everything.map(({ path }) => path.slice(path.lastIndexOf('/') + 1, -'.ts'.length));

    expect(names.filter(name => !/^[a-z0-9]+([-.][a-z0-9]+)*$/.test(name))).toEqual([]);
    expect(names.filter(name => BANNED_WORDS.test(name))).toEqual([]);
  });

  it('export by name, never with a star', () => {
    expect(library.flatMap(file => statementsOf(file, isStarExport))).toEqual([]);
  });

  it('use literal unions instead of enums', () => {
    expect(library.flatMap(file => statementsOf(file, ts.isEnumDeclaration))).toEqual([]);
  });

  it('hold no variable of the whole module that changes', () => {
    expect(library.flatMap(file => statementsOf(file, isMutableVariable))).toEqual([]);
  });
});

interface LintConfiguration {
  readonly overrides: readonly {
    readonly files: readonly string[];
    readonly rules: Record<string, unknown>;
  }[];
}

function lintedFolder(files: string | undefined, rules: Record<string, unknown>): [string, string[]][] {
  const folder = /^libs\/observability\/src\/([a-z]+)\/\*\*$/.exec(files ?? '')?.[1];
  const restricted = rules['no-restricted-imports'] as
    [string, { patterns?: { regex: string }[] }?] | undefined;
  const banned = /\(([a-z|]+)\)\/$/.exec(restricted?.[1]?.patterns?.[0]?.regex ?? '')?.[1];
  return folder === undefined || banned === undefined ? [] : [[folder, banned.split('|')]];
}

function statementsOf({ path, tree }: SourceFile, matches: (statement: ts.Statement) => boolean): string[] {
  return tree.statements.filter(matches).map(found => {
    const { line } = tree.getLineAndCharacterOfPosition(found.getStart());
    return `${path}:${line + 1} ${found.getText().split('\n')[0]}`;
  });
}

function isStarExport(statement: ts.Statement): boolean {
  return ts.isExportDeclaration(statement) && statement.exportClause?.kind !== ts.SyntaxKind.NamedExports;
}

function isMutableVariable(statement: ts.Statement): boolean {
  return ts.isVariableStatement(statement) && (statement.declarationList.flags & ts.NodeFlags.Const) === 0;
}
