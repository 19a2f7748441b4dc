import { Injectable, Logger } from '@nestjs/common';
import { SpanAttribute, Traced } from 'nestjs-observability';
import type { Confirmation } from './confirmation.js';

/** Sends confirmations; this shop has no mail server, so they go to the log. */
@Injectable()
export class ConfirmationMailer {
  readonly #logger = new Logger(ConfirmationMailer.name);

  @Traced('send_mail')
  async send(
    { orderId, totalCents }: Confirmation,
    @SpanAttribute('mail.template') template = 'order-placed',
  ) {
    this.#logger.log({ order_id: orderId, total_cents: totalCents, template }, 'Confirmation sent');
  }
}
