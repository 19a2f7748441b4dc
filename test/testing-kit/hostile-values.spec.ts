import { Logger, Module } from '@nestjs/common';
import { Traced } from 'nestjs-observability';
import { hostileValues } from 'nestjs-observability/testing';
import { testApp, type RunningTestApp } from '../support/test-app.js';

class Described {
  private readonly logger = new Logger('Described');

  @Traced({
    attributes: (value: unknown) => ({ value: value as string }),
    result: (value: unknown) => ({ result: value as string }),
  })
  gives(value: unknown): unknown {
    return value;
  }

  @Traced()
  throws(value: unknown): never {
    throw value;
  }

  logs(value: unknown): void {
    this.logger.log(value);
    this.logger.warn({ value }, 'with a message');
    this.logger.error('text', value);
  }
}

@Module({ providers: [Described] })
class DescribedModule {}

/** What describes a failure reads these once, guarded. */
const ofFailures = /^get (stack|message|constructor|name|code|status)$|^trap get$/;

/** No request is involved, so one adapter does. */
describe('Of hostile values', () => {
  let running: RunningTestApp;
  let described: Described;
  beforeAll(async () => {
    running = await testApp(DescribedModule).start();
    described = running.app.get(Described);
  });
  afterAll(() => running.stop());

  const names = hostileValues().map(({ name }, at) => [name, at] as const);
  const fresh = (at: number) => hostileValues()[at]!;

  it('there are enough, each with a name of its own', () => {
    expect(new Set(names.map(([name]) => name)).size).toBe(names.length);
    expect(names.length).toBeGreaterThan(45);
  });

  it.each(names)('no code is run when one is returned: %s', (_name, at) => {
    const one = fresh(at);
    const { value } = one;
    expect(Object.is(described.gives(value), value)).toBe(true);
    expect(one.touched()).toEqual([]);
  });

  it.each(names)('no code is run when one is thrown: %s', (_name, at) => {
    const one = fresh(at);
    const { value } = one;
    let caught: unknown = 'nothing';
    try {
      described.throws(value);
    } catch (thrown) {
      caught = thrown;
    }
    expect(Object.is(caught, value)).toBe(true);
    expect(one.touched().filter(each => !ofFailures.test(each))).toEqual([]);
  });

  it.each(names)('no code is run when one is logged: %s', (_name, at) => {
    const one = fresh(at);
    const { value } = one;
    described.logs(value);
    expect(one.touched().filter(each => !ofFailures.test(each))).toEqual([]);
  });

  it('each makes its touches known', () => {
    const getters = hostileValues()[0]!;
    expect(() => (getters.value as { name: string }).name).toThrow('get name of a hostile value was run');
    expect(getters.touched()).toEqual(['get name']);
  });
});
