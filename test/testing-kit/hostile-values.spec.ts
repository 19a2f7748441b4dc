import { Logger, Module } from '@nestjs/common';
import { Traced } from 'nestjs-observability';
import { hostileValues } from 'nestjs-observability/testing';
import { adapters, testApp, type RunningTestApp } from '../support/test-app.js';

class Described {
  private readonly logger = new Logger('Described');

  @Traced({
    attributes: value => ({ value: value as string }),
    result: value => ({ result: value as string }),
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

/** Keys of a value that is returned are looked at to find out whether it is a promise or a stream, as `await` would. */
const looked = ['get then'];

describe.each(adapters)('Of hostile values, on %s,', adapter => {
  let running: RunningTestApp;
  let described: Described;
  beforeAll(async () => {
    running = await testApp(DescribedModule).on(adapter).start();
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
    const { value, touched } = fresh(at);
    expect(Object.is(described.gives(value), value)).toBe(true);
    expect(touched().filter(each => !looked.includes(each))).toEqual([]);
  });

  it.each(names)('no code is run when one is thrown: %s', (_name, at) => {
    const { value, touched } = fresh(at);
    let caught: unknown = 'nothing';
    try {
      described.throws(value);
    } catch (thrown) {
      caught = thrown;
    }
    expect(Object.is(caught, value)).toBe(true);
    expect(touched()).toEqual([]);
  });

  it('each makes its touches known', () => {
    const [getters] = hostileValues();
    expect(() => (getters?.value as { name: string }).name).toThrow('get name of a hostile value was run');
    expect(getters?.touched()).toEqual(['get name']);
  });
});
