import { RequestScope } from '../context/request-scope.js';
import { FaultLog } from '../core/fault-log.js';
import { Runtime } from '../core/runtime.js';
import { ActorSource, type Identify } from './actor-source.js';

const setUp = (identify: Identify, patience = { wait: 5, lateInARow: 2, open: 4 }) => {
  const faults = new FaultLog();
  const runtime = new Runtime([], faults, undefined);
  const source = new ActorSource(identify, faults, patience);
  const ask = () => {
    const scope = new RequestScope(runtime, 'request-1');
    return { scope, waits: source.resolve({}, scope) };
  };
  return { ask, faults };
};

describe('An application that says who somebody is', () => {
  it('is waited for, but not for ever, and a late answer still counts', async () => {
    let answer: (actor: { id: string }) => void = () => undefined;
    const { ask, faults } = setUp(() => new Promise(resolve => (answer = resolve)));
    const { scope, waits } = ask();
    await waits;
    expect([scope.actor, faults.counts().get('identify option')]).toEqual([undefined, 1]);
    answer({ id: 'late' });
    await new Promise(setImmediate);
    expect(scope.actor).toEqual({ id: 'late' });
  });

  it('is not waited for any more once it was late several times in a row', async () => {
    const { ask } = setUp(() => new Promise(() => undefined));
    await ask().waits;
    await ask().waits;
    expect(ask().waits).toBeUndefined();
  });

  it('is asked no further while too many questions have no answer', async () => {
    let asked = 0;
    const { ask } = setUp(() => {
      asked += 1;
      return new Promise(() => undefined);
    });
    for (let request = 0; request < 10; request += 1) ask();
    expect(asked).toBe(4);
  });

  it('is asked each time, however often it failed', () => {
    let asked = 0;
    const { ask, faults } = setUp(() => {
      asked += 1;
      throw new TypeError('no user');
    });
    for (let request = 0; request < 300; request += 1) expect(ask().waits).toBeUndefined();
    expect([asked, faults.counts().get('identify option')]).toEqual([300, 300]);
  });

  it('gives nothing when it answers with rubbish', async () => {
    const rubbish = [null, 7, 'me', {}, { id: '' }, new Proxy({}, {}), { id: Symbol('x') }, [], () => 'x'];
    for (const one of rubbish) {
      const { ask } = setUp(() => one as never);
      expect(ask().scope.actor).toBeUndefined();
    }
  });
});
