import { join } from 'node:path';
import { typeProblems } from '../support/docs/type-problems.js';

const ROOT = join(__dirname, '../..');

/** Each row: what is declared, and a part of the compiler's complaint, or nothing when it must compile. */
const DECLARATIONS: [what: string, member: string, complaint?: RegExp][] = [
  ['no options on any method', `@Traced() place(order: Order): void {}`],
  ['a name', `@Traced('place') async place(): Promise<number> { return 1; }`],
  [
    'a callback that reads the parameters',
    `@Traced({ attributes: (order: Order) => ({ a: order.id }) }) place(order: Order) {}`,
  ],
  [
    'a callback that reads fewer parameters',
    `@Traced({ attributes: (id: string) => ({ id }) }) place(id: string, n: number) {}`,
  ],
  [
    'a callback that reads a wider type',
    `@Traced({ attributes: (id: string | number) => ({ id }) }) place(id: string) {}`,
  ],
  [
    'a callback on a static method',
    `@Traced({ attributes: (id: string) => ({ id }) }) static place(id: string) {}`,
  ],
  [
    'a callback on a generic method',
    `@Traced({ attributes: (id: unknown) => ({ id: String(id) }) }) place<T>(id: T): T { return id; }`,
  ],
  [
    'a result callback that reads the resolved value',
    `@Traced({ result: (n: number) => ({ n }) }) async place(): Promise<number> { return 1; }`,
  ],
  [
    'a callback that reads another type',
    `@Traced({ attributes: (id: number) => ({ id }) }) place(id: string) {}`,
    /but the method takes/,
  ],
  [
    'a callback that reads more parameters',
    `@Traced({ attributes: (id: string, n: number) => ({ id, n }) }) place(id: string) {}`,
    /but the method takes/,
  ],
  [
    'a result callback that reads the promise',
    `@Traced({ result: (n: Promise<number>) => ({ n: String(n) }) }) async place(): Promise<number> { return 1; }`,
    /but the method takes/,
  ],
  [
    'a callback that reads all of a variable number of parameters',
    `@Traced({ attributes: (...all: string[]) => ({ n: all.length }) }) place(...ids: string[]) {}`,
  ],
  [
    'a result callback that reads what a generator returns',
    `@Traced({ result: (last: string) => ({ last }) }) *place(): Generator<number, string> { yield 1; return ''; }`,
  ],
  ['an unknown option', `@Traced({ nmae: 'place' }) place() {}`, /'nmae' does not exist/],
  ['a decorator without its call', `@Traced place() {}`, /Did you mean to call it first/],
  ['a traced field', `@Traced() place = 1;`, /decorator|signature/],
  ['a parameter as attribute', `@Traced() place(@SpanAttribute('order.id') id: string) {}`],
  [
    'an attribute key that is not text',
    `@Traced() place(@SpanAttribute(1) id: string) {}`,
    /'number' is not assignable/,
  ],
  ['an untraced method', `@Untraced() place() {}`],
];

describe('The compiler', () => {
  const complaints = compile(DECLARATIONS.map(([, member]) => member));

  it.each(DECLARATIONS.map((row, index) => [...row, index] as const))('judges %s', (...row) => {
    const [complaint, found] = [row.length === 4 ? row[2] : undefined, complaints[row.at(-1) as number]];

    if (complaint === undefined) expect(found).toBe('');
    else expect(found).toMatch(complaint);
  });
});

/** Compiles each member in a class of its own against the built library, as a user's project would. */
function compile(members: readonly string[]): string[] {
  const files = members.map((_member, index) => join(ROOT, `test/packaging/member-${index}.ts`));
  const problems = typeProblems(
    new Map(members.map((member, index) => [files[index] as string, classOf(member)])),
  );
  return files.map(file => problems.filter(problem => problem.startsWith(`${file}:`)).join('\n'));
}

function classOf(member: string): string {
  return `import { SpanAttribute, Traced, Untraced } from 'nestjs-observability';
export interface Order { id: string }
export const kept = [SpanAttribute, Traced, Untraced];
export class Orders { ${member} }
`;
}
