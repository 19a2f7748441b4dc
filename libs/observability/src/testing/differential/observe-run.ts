import type { DynamicModule, INestApplication } from '@nestjs/common';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ask, type Answer } from './ask.js';
import type { CreateApp, DifferentialStep } from './differential-types.js';

/** How a call ended. */
export interface Ending {
  readonly how: 'value' | 'thrown';
  readonly value: unknown;
}

/** What one application did. */
export interface Run {
  readonly steps: readonly (Answer | Ending)[];
  readonly events: readonly unknown[];
}

/** Starts an application, takes it through the steps one after the other, and closes it. */
export async function observeRun(
  createApp: CreateApp,
  steps: readonly DifferentialStep[],
  observability: readonly DynamicModule[],
): Promise<Run> {
  const events: unknown[] = [];
  const app = await createApp(observability, event => void events.push(event));
  try {
    await app.listen(0, '127.0.0.1');
    const { port } = (app.getHttpServer() as Server).address() as AddressInfo;
    const ended: (Answer | Ending)[] = [];
    for (const step of steps)
      ended.push(typeof step === 'function' ? await endingOf(step, app) : await ask(port, step));
    return { steps: ended, events };
  } finally {
    await app.close();
  }
}

async function endingOf(call: (app: INestApplication) => unknown, app: INestApplication): Promise<Ending> {
  try {
    return { how: 'value', value: await call(app) };
  } catch (thrown) {
    return { how: 'thrown', value: thrown };
  }
}
