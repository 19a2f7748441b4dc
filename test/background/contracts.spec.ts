import { Processor, WorkerHost } from '@nestjs/bullmq';
import { OnEvent } from '@nestjs/event-emitter';
import { Cron, Interval, Timeout } from '@nestjs/schedule';
import type { Job, Queue, Telemetry } from 'bullmq';
import 'reflect-metadata';
import type {
  BullJob,
  BullQueue,
  BullTelemetry,
} from '../../libs/observability/dist/transports/queue/bull-types.js';

class Marked {
  @Cron('* * * * * *')
  cron() {}
  @Timeout(1)
  timeout() {}
  @Interval(1)
  interval() {}
  @OnEvent('one')
  @OnEvent(['two', '*'])
  event() {}
}

@Processor({ name: 'mail' })
class Processing extends WorkerHost {
  async process() {}
}

const markOf = (key: string, target: object) => Reflect.getOwnMetadata(key, target) as unknown;

describe('What the packages of background work leave on methods', () => {
  const { prototype } = Marked;

  it.each([
    ['cron', 1],
    ['timeout', 2],
    ['interval', 3],
  ] as const)('is the type of a schedule: %s', (method, type) => {
    expect(markOf('SCHEDULER_TYPE', prototype[method])).toBe(type);
  });

  it('is a list of the events that are listened to', () => {
    const marks = markOf('EVENT_LISTENER_METADATA', prototype.event) as { event: unknown }[];
    expect(marks.map(({ event }) => event)).toEqual(expect.arrayContaining(['one', ['two', '*']]));
  });

  it('is the queue of a processor', () => {
    expect(markOf('bullmq:processor_metadata', Processing)).toMatchObject({ name: 'mail' });
  });

  it('has the types that are assumed of BullMQ', () => {
    // The compiler is the test: `npm run typecheck`.
    const queueOf = (queue: Queue): BullQueue => queue;
    const jobOf = (job: Job): BullJob => job;
    const telemetryOf = (telemetry: BullTelemetry) => telemetry as unknown as Telemetry;
    const methods: (keyof BullTelemetry['contextManager'] & keyof Telemetry['contextManager'])[] = [
      'with',
      'active',
      'root',
      'getMetadata',
      'fromMetadata',
    ];
    expect([queueOf, jobOf, telemetryOf, ...methods]).toHaveLength(8);
  });
});
