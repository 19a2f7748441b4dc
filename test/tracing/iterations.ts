import { Traced } from 'nestjs-observability';
import { setTimeout as sleep } from 'node:timers/promises';
import { activeSpanId } from './active-span-id.js';

/** Methods that give iterators of each kind. */
export class Iterations {
  readonly steps: string[] = [];

  @Traced()
  *numbers(count: number): Generator<number, string, string | undefined> {
    try {
      for (let at = 0; at < count; at += 1) {
        const sent = yield at;
        if (sent !== undefined) this.steps.push(sent);
      }
      return 'done';
    } finally {
      this.steps.push('cleaned up');
    }
  }

  @Traced()
  async *slowly(error?: unknown) {
    for (let at = 0; at < 3; at += 1) {
      await sleep(10);
      yield activeSpanId();
    }
    if (error !== undefined) throw error;
  }

  @Traced()
  *delegating(): Generator<unknown> {
    yield* this.numbers(2);
  }

  @Traced()
  handwritten() {
    let left = 2;
    return {
      [Symbol.iterator]() {
        return this;
      },
      next: () => ({ done: left === 0, value: left-- }),
    };
  }
}
