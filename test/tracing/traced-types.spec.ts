import { Traced } from 'nestjs-observability';
import { of, type Observable } from 'rxjs';

interface Order {
  readonly id: string;
}

/** The compiler is the judge here: an accepted mistake is an unused `@ts-expect-error`, which fails the type check. */
class Orders {
  @Traced({ attributes: (id: string) => ({ id }), result: (order: Order) => ({ id: order.id }) })
  async find(id: string, _version?: number): Promise<Order> {
    return { id };
  }

  @Traced({ attributes: (id: string, version?: number) => ({ id, ...(version && { version }) }) })
  optional(id: string, version?: number): Order {
    return { id: `${id}${version}` };
  }

  @Traced({ attributes: (item: unknown) => ({ type: typeof item }) })
  generic<T>(item: T): T {
    return item;
  }

  @Traced({ attributes: (...all: string[]) => ({ count: all.length }) })
  variadic(...ids: string[]): number {
    return ids.length;
  }

  @Traced({ result: (last: number) => ({ last }) })
  stream(): Observable<number> {
    return of(1);
  }

  @Traced({ result: (last: string) => ({ last }) })
  *steps(): Generator<number, string> {
    yield 1;
    return 'end';
  }

  @Traced({ attributes: (name: string) => ({ name }) })
  static open(name: string): string {
    return name;
  }

  // @ts-expect-error -- the method takes a string, the callback reads a number
  @Traced({ attributes: (id: number) => ({ id }) })
  wrongParameter(id: string): string {
    return id;
  }

  // @ts-expect-error -- the method takes one argument, the callback reads two
  @Traced({ attributes: (id: string, version: number) => ({ id, version }) })
  tooManyParameters(id: string): string {
    return id;
  }

  // @ts-expect-error -- the method gives an order, the callback reads a number
  @Traced({ result: (count: number) => ({ count }) })
  async wrongResult(id: string): Promise<Order> {
    return { id };
  }

  // @ts-expect-error -- no such option
  @Traced({ nmae: 'orders.find' })
  misspelt(): void {}
}

it('checks the callbacks of @Traced() against the method, and changes nothing about it', async () => {
  const orders = new Orders();
  expect(await orders.find('7')).toEqual({ id: '7' });
  expect(orders.generic(7)).toBe(7);
  expect(Orders.open('shop')).toBe('shop');
});
