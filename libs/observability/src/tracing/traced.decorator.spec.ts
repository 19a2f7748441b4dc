import {
  AlwaysOnSampler,
  InMemorySpanExporter,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import 'reflect-metadata';
import { FaultLog } from '../core/fault-log.js';
import { activateRuntime, deactivateRuntime, Runtime } from '../core/runtime.js';
import { Redactor } from '../redaction/redactor.js';
import { parameterNames } from './parameter-names.js';
import { SpanAttribute } from './span-attribute.decorator.js';
import { SpanRecorder } from './span.recorder.js';
import { Traced } from './traced.decorator.js';
import { Untraced } from './untraced.decorator.js';

const exporter = new InMemorySpanExporter();
const tracers = new TracerProvider({
  sampler: new AlwaysOnSampler(),
  spanProcessors: [new SimpleSpanProcessor({ exporter })],
});
const faults = new FaultLog();
const runtime = new Runtime([new SpanRecorder(tracers.getTracer('test'), new Redactor())], faults, tracers);
const names = () => exporter.getFinishedSpans().map(({ name }) => name);
const attributes = () => exporter.getFinishedSpans().at(-1)?.attributes;

beforeAll(() => activateRuntime(runtime));
afterAll(() => deactivateRuntime(runtime));
beforeEach(() => exporter.reset());

describe('@Traced() on a method', () => {
  class Orders {
    readonly prefix = 'order';
    @Traced()
    find(id: string) {
      return `${this.prefix} ${id}`;
    }
    @Traced('count orders')
    static count(many: number) {
      return many + 1;
    }
    @Traced({
      kind: 'client',
      attributes: (id: string) => ({ 'order.id': id }),
      result: (found: string) => ({ 'order.found': found }),
    })
    async load(id: string, _force: boolean) {
      return `loaded ${id}`;
    }
    @Traced({
      attributes: () => {
        throw new Error('in a callback');
      },
    })
    safe() {
      return 'safe';
    }
    @Traced()
    mark(
      @SpanAttribute('order.id') _id: string,
      @SpanAttribute() _amount: number,
      @SpanAttribute() _card: object,
    ) {}
  }
  class SpecialOrders extends Orders {
    override find(id: string) {
      return `special ${super.find(id)}`;
    }
  }

  it('makes a span named Class.method', () => {
    expect(new Orders().find('7')).toBe('order 7');
    expect(names()).toEqual(['Orders.find']);
    expect(attributes()).toEqual({ 'code.function.name': 'Orders.find' });
  });

  it('works on static methods, with a name of its own', () => {
    expect(Orders.count(2)).toBe(3);
    expect(names()).toEqual(['count orders']);
    expect(attributes()).toEqual({ 'code.function.name': 'Orders.count' });
  });

  it('is inherited, once for each call', () => {
    expect(new SpecialOrders().find('7')).toBe('special order 7');
    expect(names()).toEqual(['Orders.find']);
  });

  it('takes attributes from arguments and result', async () => {
    await new Orders().load('7', true);
    expect(attributes()).toMatchObject({ 'order.id': '7', 'order.found': 'loaded 7' });
    expect(exporter.getFinishedSpans()[0]?.kind).toBe(2);
  });

  it('runs the method although a callback throws', () => {
    expect(new Orders().safe()).toBe('safe');
    expect(faults.counts().get('Orders.safe: arguments callback')).toBe(1);
  });

  it('keeps marked parameters by their key or name, and no objects', () => {
    new Orders().mark('7', 12, {});
    expect(attributes()).toEqual({ 'code.function.name': 'Orders.mark', 'order.id': '7', _amount: 12 });
  });

  it('refuses what is no method, and names it', () => {
    const accessor = Object.getOwnPropertyDescriptor(
      class {
        get total() {
          return 1;
        }
      }.prototype,
      'total',
    );
    expect(() =>
      (Traced() as MethodDecorator)(Orders.prototype, 'total', accessor as PropertyDescriptor),
    ).toThrow(
      new TypeError(
        '@Traced() decorates Orders.total, which is not a method; decorate a method or the class.',
      ),
    );
  });

  it('refuses a marked constructor parameter, and names the class', () => {
    expect(() => SpanAttribute()(Orders, undefined, 0)).toThrow(/constructor parameter of Orders/);
  });
});

describe('@Traced() on a class', () => {
  @Traced({ name: 'Stock', attributes: () => ({ from: 'class' }) })
  class Inventory {
    reserve() {
      return this.secret();
    }
    @Traced({ name: 'own' })
    release() {}
    @Untraced()
    secret() {
      return 1;
    }
    get level() {
      return 1;
    }
    onModuleInit() {}
    static of() {}
  }

  it('covers the methods that the class declares', () => {
    const inventory = new Inventory();
    inventory.reserve();
    expect(names()).toEqual(['Stock.reserve']);
    expect(attributes()).toMatchObject({ 'code.function.name': 'Inventory.reserve', from: 'class' });
  });

  it('lets the options of a method win', () => {
    new Inventory().release();
    expect(names()).toEqual(['own']);
    expect(attributes()).toEqual({ 'code.function.name': 'Inventory.release' });
  });

  it('leaves untraced methods, accessors, hooks, statics and the constructor alone', () => {
    const inventory = new Inventory();
    inventory.secret();
    expect(inventory.level).toBe(1);
    inventory.onModuleInit();
    Inventory.of();
    expect(names()).toEqual([]);
  });
});

describe('the parameter names of a method', () => {
  it.each<[string, (...args: never[]) => unknown, (string | undefined)[]]>([
    ['plain', function (_a: number, _b: string) {}, ['_a', '_b']],
    ['with defaults', (_a = 1, _b = [1, 2], _c = { d: 1 }) => 0, ['_a', '_b', '_c']],
    ['destructured, and rest', ({ a: _a }: { a: number }, ...rest: number[]) => rest, [undefined, 'rest']],
    ['async', async (_only: number) => 0, ['_only']],
    ['with text that looks like code', (_a = 'x, y) {', _b = 1) => 0, ['_a', '_b']],
  ])('%s', (_name, method, expected) => expect(parameterNames(method)).toEqual(expected));
});

describe('@Traced() with options that the compiler could not check', () => {
  const decorate = (options: unknown) =>
    (Traced(options as string) as MethodDecorator)(class Orders {}.prototype, 'place', {
      value: () => undefined,
    });

  it.each<[unknown, string]>([
    [{ nmae: 'x' }, "nmae is not an option, did you mean 'name'?"],
    [{ cache: true }, 'cache is not an option, known are name, kind'],
    [{ name: '' }, 'name must be text that is not empty'],
    ['', 'name must be text that is not empty'],
    [{ kind: 'intern' }, "kind must be one of 'internal', 'server'"],
    [{ attributes: { sku: 'x' } }, 'attributes must be a function'],
    [{ metrics: 'yes' }, 'metrics must be true or false'],
    [null, 'it takes a name or an object with options'],
    [['x'], 'it takes a name or an object with options'],
  ])('%j is refused when the class is defined', (options, mistake) => {
    expect(() => decorate(options)).toThrow(TypeError);
    expect(() => decorate(options)).toThrow(`@Traced() on Orders.place cannot be read: ${mistake}`);
  });

  it('names every mistake at once, and the class where that is decorated', () => {
    const onClass = Traced({ nmae: 'x', root: 1 } as object) as ClassDecorator;
    expect(() => onClass(class Orders {})).toThrow(
      "@Traced() on Orders cannot be read: nmae is not an option, did you mean 'name'?; root must be true or false.",
    );
  });

  it('takes undefined for absent', () => {
    expect(() => decorate({ name: undefined, metrics: undefined })).not.toThrow();
  });
});
