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
  ['an audited method without options', `@Audited('order.place') async place(order: Order) {}`],
  ['an audited static method', `@Audited('order.place') static place(order: Order) {}`],
  ['audited and traced, in one order', `@Traced() @Audited('order.place') async place(id: string) {}`],
  ['audited and traced, in the other', `@Audited('order.place') @Traced() async place(id: string) {}`],
  [
    'a target that reads fewer parameters than the audited method takes',
    `@Audited('a', { target: (id: string) => ({ type: 'Order', id }) }) async place(id: string, n: number) {}`,
  ],
  [
    'a target that reads another type',
    `@Audited('a', { target: (id: number) => ({ type: 'Order', id: String(id) }) }) async place(id: string) {}`,
    /but the method takes/,
  ],
  [
    'a target that is none',
    `@Audited('a', { target: (id: string) => id }) async place(id: string) {}`,
    /not assignable/,
  ],
  [
    'a target from a resolved result',
    `@Audited('a', { resultTarget: (o: Order) => ({ type: 'Order', id: o.id }) }) async place(): Promise<Order> { return { id: '' }; }`,
  ],
  [
    'a target from a result that is the promise',
    `@Audited('a', { resultTarget: (o: Promise<Order>) => undefined }) async place(): Promise<Order> { return { id: '' }; }`,
    /but the method takes/,
  ],
  [
    'a reason that is a text',
    `@Audited('a', { reason: (_id: string, why?: string) => why }) async place(id: string, why?: string) {}`,
  ],
  [
    'a reason that is an object',
    `@Audited('a', { reason: (order: Order) => order }) async place(order: Order) {}`,
  ],
  [
    'a reason from a parameter that is not there',
    `@Audited('a', { reason: (_id: string, why: string) => why }) async place(id: string) {}`,
    /but the method takes/,
  ],
  [
    'details that read another type',
    `@Audited('a', { details: (n: number) => ({ n }) }) async place(id: string) {}`,
    /but the method takes/,
  ],
  [
    'a loader that reads the parameters behind its tools',
    `@Audited('a', { before: ({ target }, id: string) => ({ id, target }) }) async place(id: string) {}`,
  ],
  [
    'loaders of entities',
    `@Audited('a', { before: lockedLoader(Entity), after: reload(Entity) }) async place() {}`,
  ],
  [
    'a loader that reads another type',
    `@Audited('a', { after: (_tools: unknown, id: number) => ({ id }) }) async place(id: string) {}`,
    /but the method takes/,
  ],
  [
    'a manager that is a parameter',
    `@Audited('a', { manager: (_id: string, m: EntityManager) => m }) async place(id: string, m: EntityManager) {}`,
  ],
  [
    'a subject of personal data that reads another type',
    `@Audited('a', { pii: { fields: ['x'], subject: (id: number) => String(id) } }) async place(id: string) {}`,
    /but the method takes/,
  ],
  [
    'what a refusal was about',
    `@Audited('a', { deniedTarget: ({ params, message }) => ({ type: 'O', id: params['id'] ?? String(message) }) }) async place() {}`,
  ],
  ['an attempt before an asynchronous method', `@Audited('a', { atomic: 'attempt-first' }) async place() {}`],
  [
    'an attempt before a method that cannot be made to wait',
    `@Audited('a', { atomic: 'attempt-first' }) place(): number { return 1; }`,
    /but the method takes/,
  ],
  [
    'an unknown guarantee',
    `@Audited('a', { atomic: 'always' }) async place() {}`,
    /'"always"' is not assignable/,
  ],
  ['an unknown crud', `@Audited('a', { crud: 'update' }) async place() {}`, /'"update"' is not assignable/],
  [
    'an unknown option of @Audited()',
    `@Audited('a', { targets: () => undefined }) async place() {}`,
    /'targets' does not exist/,
  ],
  ['an audited method without an action', `@Audited() async place() {}`, /Expected 1-2 arguments/],
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
  return `import { Audited, SpanAttribute, Traced, Untraced } from 'nestjs-observability';
import { lockedLoader, reload } from 'nestjs-observability/audit';
import type { EntityManager } from 'typeorm';
export interface Order { id: string }
export class Entity { id = ''; }
export type Kept = EntityManager;
export const kept = [Audited, SpanAttribute, Traced, Untraced, lockedLoader, reload];
export class Orders { ${member} }
`;
}
