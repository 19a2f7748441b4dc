import { Audited } from 'nestjs-observability';
import type { Observable, Subject } from 'rxjs';

export class Lazy {
  ran = 0;

  // oxlint-disable-next-line unicorn/no-thenable -- a lazy query builder is one
  then(resolve: (value: string) => void): void {
    this.ran += 1;
    resolve('ran');
  }
}

export class Handle extends Promise<string> {
  kill = () => 'killed';
}

/** What the methods give. */
export const value = { some: 'value' };
/** What the methods throw. */
export const error = Object.freeze({ thrown: 'as it is' });

export class Results {
  static readonly made: unknown[] = [];

  @Audited('static')
  static make(this: typeof Results, thing: unknown): unknown {
    this.made.push(thing);
    return thing;
  }

  @Audited('sync')
  sync(): object {
    return value;
  }

  @Audited('sync.throw')
  syncThrow(): never {
    throw error;
  }

  @Audited('async')
  async async(): Promise<object> {
    return value;
  }

  @Audited('async.throw')
  async asyncThrow(thrown: unknown = error): Promise<never> {
    throw thrown;
  }

  @Audited('lazy')
  lazy(lazy: Lazy): Lazy {
    return lazy;
  }

  @Audited('handle')
  handle(handle: Handle): Handle {
    return handle;
  }

  @Audited('stream')
  stream(source: Observable<unknown>): Observable<unknown> {
    return source;
  }

  @Audited('subject')
  subject(subject: Subject<unknown>): Subject<unknown> {
    return subject;
  }

  @Audited('generate')
  *generate(end: number): Generator<number, string> {
    for (let step = 1; step <= end; step += 1) yield step;
    return 'end';
  }

  @Audited('generate.async')
  async *generateAsync(end: number): AsyncGenerator<number, string> {
    for (let step = 1; step <= end; step += 1) yield step;
    if (end > 5) throw error;
    return 'end';
  }

  @Audited('generate.later')
  async generateLater(): Promise<AsyncGenerator<number, string>> {
    return this.generateAsync(2);
  }
}

export class Base {
  @Audited('base.work')
  async work(): Promise<string> {
    return this.name();
  }

  name(): string {
    return 'base';
  }
}

export class Derived extends Base {
  override name(): string {
    return 'derived';
  }
}

export class Overriding extends Base {
  override async work(): Promise<string> {
    return `${await super.work()}!`;
  }
}
