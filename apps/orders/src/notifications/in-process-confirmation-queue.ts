import { Injectable } from '@nestjs/common';
import { detached } from 'nestjs-observability';
import { ConfirmationMailer } from './confirmation-mailer.js';
import { ConfirmationQueue } from './confirmation-queue.js';
import type { Confirmation } from './confirmation.js';

/** For a service without Redis: the confirmation is sent by the process that took the order, behind the answer. */
@Injectable()
export class InProcessConfirmationQueue extends ConfirmationQueue {
  constructor(private readonly mailer: ConfirmationMailer) {
    super();
  }

  async add(confirmation: Confirmation): Promise<void> {
    void detached('send_confirmation', () => this.mailer.send(confirmation));
  }
}
