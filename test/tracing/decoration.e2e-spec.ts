import { Injectable, Module, SetMetadata, type OnModuleInit } from '@nestjs/common';
import { SpanAttribute, Traced, Untraced } from 'nestjs-observability';
import 'nestjs-observability/testing/jest';
import { adapters, testApp, type RunningTestApp } from '../support/test-app.js';

const symbolMethod = Symbol('method');

class Plain {
  @SetMetadata('below', 1)
  place(_order: string, _quantity: number, _note: string = '') {
    return 'placed';
  }
}

class Decorated {
  @SetMetadata('above', 2)
  @Traced()
  @SetMetadata('below', 1)
  place(_order: string, _quantity: number, _note: string = '') {
    return 'placed';
  }
}

@Injectable()
@Traced()
class Whole implements OnModuleInit {
  #secret = 'kept';
  started = false;

  onModuleInit() {
    this.started = true;
  }

  covered() {
    return this.#secret;
  }

  @Traced({ name: 'own name', attributes: () => ({ own: true }) })
  withOptions() {
    return 'own';
  }

  @Untraced()
  left() {
    return 'out';
  }

  get accessor() {
    return this.#secret;
  }

  set accessor(value: string) {
    this.#secret = value;
  }

  arrow = () => 'field';

  [symbolMethod]() {
    return 'symbol';
  }
}

class Derived extends Whole {
  override covered() {
    return `derived ${super.covered()}`;
  }
}

class Twice {
  @Traced('outer')
  @Traced('inner')
  work() {
    return 1;
  }
}

class Slots extends Map<string, number> {
  @Traced()
  increment(key: string): number {
    this.set(key, (this.get(key) ?? 0) + 1);
    return this.get(key)!;
  }
}

class Callbacks {
  @Traced({
    attributes: () => {
      throw new Error('attributes broke');
    },
    result: () => {
      throw new Error('result broke');
    },
  })
  async work(): Promise<string> {
    return 'fine';
  }

  @Traced({
    attributes: (sku: string) => ({ sku, absent: undefined }),
    result: (total: number) => ({ total }),
  })
  price(sku: string, quantity: number): number {
    return sku.length * quantity;
  }

  @Traced({ root: true })
  detached() {
    return 'own trace';
  }

  @Traced()
  caller() {
    return this.detached();
  }

  @Traced()
  ship(@SpanAttribute('order.id') order: number, @SpanAttribute() carrier: string, weight: number) {
    return `${order} ${carrier} ${weight}`;
  }
}

@Module({ providers: [Whole] })
class DecorationModule {}

describe.each(adapters)('@Traced() on %s', adapter => {
  let running: RunningTestApp;
  beforeAll(async () => void (running = await testApp(DecorationModule).on(adapter).start()));
  beforeEach(() => running.telemetry.clear());
  afterAll(() => running.stop());

  it('keeps name, arity, writability and metadata of decorators above and below', () => {
    const plain = Object.getOwnPropertyDescriptor(Plain.prototype, 'place')!;
    const traced = Object.getOwnPropertyDescriptor(Decorated.prototype, 'place')!;
    expect([traced.value.name, traced.value.length]).toEqual(['place', 2]);
    expect([plain.value.name, plain.value.length]).toEqual(['place', 2]);
    expect({ ...traced, value: 0 }).toEqual({ ...plain, value: 0 });
    expect(Reflect.getMetadata('below', traced.value)).toBe(1);
    expect(Reflect.getMetadata('above', traced.value)).toBe(2);
    expect(Reflect.getMetadata('design:paramtypes', Decorated.prototype, 'place')).toEqual([
      String,
      Number,
      String,
    ]);
  });

  it('keeps own properties of the function, symbols included', () => {
    const mark = Symbol('mark');
    const marking: MethodDecorator = (_target, _key, descriptor) =>
      void Object.assign(descriptor.value as object, { [mark]: 1, swagger: { summary: 'x' } });
    class Marked {
      @Traced()
      @marking
      work() {}
    }
    expect({ ...Marked.prototype.work }).toMatchObject({ [mark]: 1, swagger: { summary: 'x' } });
  });

  it('covers a class: its methods once, neither hooks, accessors, fields nor those that opt out', () => {
    const whole = running.app.get(Whole);
    expect([whole.started, whole.covered(), whole.withOptions(), whole.left()]).toEqual([
      true,
      'kept',
      'own',
      'out',
    ]);
    expect([whole.accessor, whole.arrow(), whole[symbolMethod]()]).toEqual(['kept', 'field', 'symbol']);
    expect(running.telemetry.tree()).toBe('Whole.covered\n\nown name');
    expect(running.telemetry).toHaveSpan('own name', {
      attributes: { own: true, 'code.function.name': 'Whole.withOptions' },
    });
  });

  it('traces no override of a subclass, but the super call', () => {
    expect(new Derived().covered()).toBe('derived kept');
    expect(running.telemetry.tree()).toBe('Whole.covered');
  });

  it('wraps once, however often it is written', () => {
    expect(new Twice().work()).toBe(1);
    expect(running.telemetry.spans()).toHaveLength(1);
  });

  it('leaves instances alone: private fields and the slots of a Map work', () => {
    const slots = new Slots();
    expect([slots.increment('a'), slots.increment('a')]).toEqual([1, 2]);
    expect(slots).toBeInstanceOf(Map);
    expect(Object.getPrototypeOf(slots)).toBe(Slots.prototype);
    expect(running.telemetry).toHaveSpan('Slots.increment', { times: 2 });
  });

  it('runs the method although its callbacks throw, and calls the result a success', async () => {
    expect(await new Callbacks().work()).toBe('fine');
    expect(running.telemetry).toHaveSpan('Callbacks.work', { status: 'unset', error: undefined, times: 1 });
  });

  it('takes attributes from arguments and result', () => {
    expect(new Callbacks().price('abc', 2)).toBe(6);
    expect(running.telemetry).toHaveSpan('Callbacks.price', {
      attributes: { sku: 'abc', total: 6, absent: undefined },
    });
  });

  it('reads marked parameters in any class, not only where Nest injects', () => {
    expect(new Callbacks().ship(7, 'post', 3)).toBe('7 post 3');
    const [span] = running.telemetry.spans();
    expect(span?.attributes).toEqual({
      'order.id': 7,
      carrier: 'post',
      'code.function.name': 'Callbacks.ship',
    });
  });

  it('starts a trace of its own on request, linked to the caller', () => {
    new Callbacks().caller();
    const [caller, detached] = running.telemetry.spans();
    expect(detached).toMatchObject({ name: 'Callbacks.detached', parentSpanId: undefined });
    expect(detached?.traceId).not.toBe(caller?.traceId);
    expect(detached?.links).toEqual([{ traceId: caller?.traceId, spanId: caller?.spanId, attributes: {} }]);
  });

  it('can be spied on', () => {
    const whole = new Whole();
    const spy = jest.spyOn(whole, 'covered').mockReturnValue('mocked');
    expect(whole.covered()).toBe('mocked');
    spy.mockRestore();
    expect(whole.covered()).toBe('kept');
  });

  it('refuses what is no method, when the class is defined', () => {
    const decorate = Traced() as MethodDecorator;
    const accessor = { get: () => 1 };
    expect(() => decorate(class Target {}.prototype, 'total', accessor)).toThrow('Target.total');
  });
});
