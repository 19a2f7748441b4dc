import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A Markdown file of the repository. */
export interface MarkdownPage {
  /** Absolute. */
  readonly file: string;
  readonly text: string;
}

const skipped = new Set(['node_modules', 'dist', 'coverage', '.data', '.git']);

/** Every Markdown file below a folder. */
export function markdownPages(folder: string): MarkdownPage[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return skipped.has(entry.name) ? [] : markdownPages(path);
    return entry.name.endsWith('.md') ? [{ file: path, text: readFileSync(path, 'utf8') }] : [];
  });
}

/** Targets of links and images, outside of code. */
export function linksOf({ text }: MarkdownPage): string[] {
  const prose = text.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g), ...prose.matchAll(/<img [^>]*src="([^"]+)"/g)].map(
    ([, target]) => target!,
  );
}

/** The anchors that GitHub gives to the headings of a page. */
export function anchorsOf({ text }: MarkdownPage): Set<string> {
  const headings = text.replace(/^```[\s\S]*?^```/gm, '').matchAll(/^#{1,6} (.+)$/gm);
  return new Set(
    Array.from(headings, ([, title]) =>
      title!
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}

/** The TypeScript of a page as one module: later blocks use what earlier ones declare. */
export function typescriptOf({ text }: MarkdownPage): string {
  return [...text.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map(([, code]) => code).join('\n');
}
