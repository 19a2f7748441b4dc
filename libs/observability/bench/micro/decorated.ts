import type { Subject } from './subject.js';

/** The two methods that are called: no work of their own, so that the figure is the decorator's. */
export interface Decorated {
  load(id: number): Promise<number>;
  price(id: number): number;
}

/** Decorates them with a subject. */
export function decorated({ decorate }: Subject): Decorated {
  class DecoratedService implements Decorated {
    @decorate()
    async load(id: number): Promise<number> {
      return id + 1;
    }

    @decorate()
    price(id: number): number {
      return id + 1;
    }
  }
  return new DecoratedService();
}
