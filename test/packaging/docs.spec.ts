import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { anchorsOf, linksOf, markdownPages, typescriptOf } from '../support/docs/markdown-pages.js';
import { typeProblems } from '../support/docs/type-problems.js';

const ROOT = join(__dirname, '../..');
const pages = markdownPages(ROOT);
const nameOf = (file: string): string => relative(ROOT, file);
const pageAt = (file: string) => pages.find(page => page.file === file);

describe('The documentation', () => {
  it('has the pages that it is made of', () => {
    expect(pages.map(({ file }) => nameOf(file))).toEqual(
      expect.arrayContaining([
        'README.md',
        'libs/observability/README.md',
        'libs/observability/docs/telemetry.md',
      ]),
    );
  });

  it.each(pages.map(page => [nameOf(page.file), page] as const))(
    '%s links to what is there',
    (_name, page) => {
      const broken = linksOf(page).filter(link => {
        if (/^[a-z]+:/.test(link)) return false;
        const [path = '', anchor] = link.split('#');
        const file = path === '' ? page.file : resolve(dirname(page.file), path);
        if (!existsSync(file)) return true;
        const target = pageAt(file);
        return anchor !== undefined && target !== undefined && !anchorsOf(target).has(anchor);
      });

      expect(broken).toEqual([]);
    },
  );

  it('has a README of less than 200 lines', () => {
    expect(pageAt(join(ROOT, 'README.md'))?.text.split('\n').length).toBeLessThan(200);
  });

  it('shows TypeScript that compiles against the library', () => {
    const sources = new Map(
      pages
        .map(page => [page.file.replace(/\.md$/, '.md.ts'), typescriptOf(page)] as const)
        .filter(([, code]) => code !== ''),
    );

    expect(sources.size).toBeGreaterThan(5);
    expect(typeProblems(sources)).toEqual([]);
  }, 60_000);
});
