import { InjectQueue } from '@nestjs/bullmq';
import { Injectable, Logger } from '@nestjs/common';
import type { Queue } from 'bullmq';
import { setTimeout } from 'node:timers/promises';
import { ConfirmationQueue } from './confirmation-queue.js';
import { CONFIRMATIONS, type Confirmation } from './confirmation.js';

/** Milliseconds that an order waits for Redis; the job is added all the same when that comes back. */
const patience = 500;

/** Three attempts, the second after a second. */
const retries = { attempts: 3, backoff: { type: 'exponential', delay: 1_000 } };

/** Keeps confirmations in Redis, where any process of the service takes them. */
@Injectable()
export class BullConfirmationQueue extends ConfirmationQueue {
  readonly #logger = new Logger(BullConfirmationQueue.name);

  constructor(@InjectQueue(CONFIRMATIONS) private readonly queue: Queue<Confirmation>) {
    super();
    // BullMQ tells through events that Redis is away, and an error event without a listener ends the process.
    queue.on('error', ({ message }) => this.#logger.warn(`Confirmations: ${message}`));
  }

  async add(confirmation: Confirmation): Promise<void> {
    const added = this.queue
      .add('order-placed', confirmation, { ...retries, removeOnComplete: 1_000, removeOnFail: 1_000 })
      .then(
        () => true,
        (error: unknown) => {
          this.#logger.error(error);
          return true;
        },
      );
    const inTime = await Promise.race([added, setTimeout(patience, false, { ref: false })]);
    if (!inTime) this.#logger.warn('Confirmation waits for Redis');
  }
}
