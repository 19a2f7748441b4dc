/* Read by the compiler: `npm run typecheck` fails when an expected error is missing. */
import { of, type Observable } from 'rxjs';
import { Traced } from './traced.decorator.js';

interface Order {
  readonly id: string;
  readonly total: number;
}

class Typed {
  @Traced({ attributes: (order: Order) => ({ 'order.id': order.id }) })
  allParameters(_order: Order) {}

  @Traced({ attributes: (id: string) => ({ id }) })
  aPrefix(_id: string, _force: boolean) {}

  @Traced({ attributes: () => ({}) })
  none(_id: string) {}

  @Traced({ attributes: (id: string | number) => ({ id }) })
  wider(_id: string) {}

  // @ts-expect-error the callback reads a number, the method takes a string
  @Traced({ attributes: (id: number) => ({ id }) })
  wrongType(_id: string) {}

  // @ts-expect-error the callback reads two, the method takes one
  @Traced({ attributes: (id: string, force: boolean) => ({ id, force }) })
  tooMany(_id: string) {}

  @Traced({ result: (order: Order) => ({ total: order.total }) })
  async resolved(id: string): Promise<Order> {
    return { id, total: 1 };
  }

  @Traced({ result: (order: Order) => ({ total: order.total }) })
  emitted(id: string): Observable<Order> {
    return of({ id, total: 1 });
  }

  @Traced({ result: (total: number) => ({ total }) })
  *returned(): Generator<string, number> {
    yield 'x';
    return 1;
  }

  // @ts-expect-error the callback reads the promise's text, which is an order
  @Traced({ result: (order: string) => ({ order }) })
  async wrongResult(id: string): Promise<Order> {
    return { id, total: 1 };
  }

  @Traced()
  generic<T>(value: T): T {
    return value;
  }

  @Traced({ name: 'static', metrics: true, root: true })
  static ofClass() {}
}

function decorateAccessor() {
  return class {
    // @ts-expect-error an accessor is not a method
    @Traced()
    get total() {
      return 1;
    }
  };
}

function decorateField() {
  return class {
    // @ts-expect-error a field is not a method
    @Traced()
    field = 1;
  };
}

@Traced({ name: 'Orders' })
class WholeClass {}

describe('the types of @Traced()', () => {
  it('take a class', () => {
    expect(new WholeClass()).toBeInstanceOf(WholeClass);
  });

  it('refuse what is refused at run time too', () => {
    expect(decorateAccessor).toThrow(TypeError);
    expect(decorateField).toThrow(TypeError);
  });

  it('let methods keep their own', () => {
    const id: Promise<Order> = Promise.resolve({ id: '7', total: 1 });
    const order: Typed['resolved'] = () => id;
    expect(order('7')).toBe(id);
  });
});
