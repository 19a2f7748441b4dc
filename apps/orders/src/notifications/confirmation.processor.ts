import { OnWorkerEvent, Processor, WorkerHost } from '@nestjs/bullmq';
import { Logger } from '@nestjs/common';
import type { Job } from 'bullmq';
import { ConfirmationMailer } from './confirmation-mailer.js';
import { CONFIRMATIONS, type Confirmation } from './confirmation.js';

/** Sends what waits in the queue. */
@Processor(CONFIRMATIONS)
export class ConfirmationProcessor extends WorkerHost {
  readonly #logger = new Logger(ConfirmationProcessor.name);

  constructor(private readonly mailer: ConfirmationMailer) {
    super();
  }

  async process({ data }: Job<Confirmation>): Promise<void> {
    await this.mailer.send(data);
  }

  @OnWorkerEvent('error')
  onError({ message }: Error): void {
    this.#logger.warn(`Confirmations: ${message}`);
  }
}
