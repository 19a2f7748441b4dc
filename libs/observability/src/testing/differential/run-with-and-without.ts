import { isDeepStrictEqual, types } from 'node:util';
import { ObservabilityModule } from '../../observability.module.js';
import type { Answer } from './ask.js';
import type { CreateApp, Difference, DifferentialOptions, DifferentialStep } from './differential-types.js';
import { observeRun, type Ending } from './observe-run.js';

const ownHeaders = ['date', 'x-request-id', 'connection', 'keep-alive'];

/**
 * Takes the same application through the same steps, first as it is, then with `ObservabilityModule`, and gives what differs: status,
 * headers and bodies of answers, values and errors of calls - the same one, where it is made outside of the application -, and the order of
 * the events that it noted. Nothing, if observability is as harmless as it should be.
 *
 * @example
 * const differences = await runWithAndWithout(
 *   async observability => {
 *     const module = await Test.createTestingModule({ imports: [...observability, AppModule] }).compile();
 *     return module.createNestApplication();
 *   },
 *   [{ path: '/orders/7' }, { method: 'POST', path: '/orders', json: {} }, app => app.get(OrdersService).find('7')],
 * );
 * expect(differences).toEqual([]);
 */
export async function runWithAndWithout(
  createApp: CreateApp,
  steps: readonly DifferentialStep[],
  { observability = { logging: { destination: nowhere } }, ignoreHeaders = [] }: DifferentialOptions = {},
): Promise<Difference[]> {
  const without = await observeRun(createApp, steps, []);
  const observed = await observeRun(createApp, steps, [ObservabilityModule.forRoot(observability)]);
  const ignored = new Set([...ownHeaders, ...ignoreHeaders]);
  const found = steps.flatMap((step, at) => {
    const [plain, watched] = [without.steps[at]!, observed.steps[at]!];
    const name = typeof step === 'function' ? `call ${at + 1}` : `${step.method ?? 'GET'} ${step.path}`;
    return 'how' in plain
      ? differentEndings(name, plain, watched as Ending)
      : differentAnswers(name, [plain, watched as Answer], ignored);
  });
  if (!sameOrder(without.events, observed.events))
    found.push({ step: 'events', what: 'order', without: without.events, with: observed.events });
  return found;
}

const nowhere = { write: () => true };

function differentEndings(step: string, plain: Ending, watched: Ending): Difference[] {
  if (plain.how === watched.how && isSame(plain.value, watched.value)) return [];
  return [{ step, what: watched.how, without: plain.value, with: watched.value }];
}

function differentAnswers(
  step: string,
  [plain, watched]: readonly [Answer, Answer],
  ignored: ReadonlySet<string>,
): Difference[] {
  const names = [...new Set([...plain.headers.keys(), ...watched.headers.keys()])];
  const pairs: [what: string, without: unknown, with_: unknown][] = [
    ['status', plain.status, watched.status],
    ['connection', plain.failed, watched.failed],
    ['body', plain.body, watched.body],
    ...names
      .filter(name => !ignored.has(name))
      .map(
        name =>
          [`header ${name}`, plain.headers.get(name), watched.headers.get(name)] as [
            string,
            unknown,
            unknown,
          ],
      ),
  ];
  return pairs.filter(([, a, b]) => a !== b).map(([what, a, b]) => ({ step, what, without: a, with: b }));
}

function sameOrder(plain: readonly unknown[], watched: readonly unknown[]): boolean {
  return plain.length === watched.length && plain.every((event, at) => isSame(event, watched[at]));
}

/** Two applications make two objects of what is one, so equal ones count; hostile ones are compared by identity alone. */
function isSame(plain: unknown, watched: unknown): boolean {
  if (Object.is(plain, watched)) return true;
  if (types.isProxy(plain) || types.isProxy(watched)) return false;
  try {
    return isDeepStrictEqual(plain, watched);
  } catch {
    return false;
  }
}
