import { BullModule } from '@nestjs/bullmq';
import { type DynamicModule, Module } from '@nestjs/common';
import type { OrdersSettings } from '../orders.settings.js';
import { BullConfirmationQueue } from './bull-confirmation-queue.js';
import { ConfirmationMailer } from './confirmation-mailer.js';
import { ConfirmationProcessor } from './confirmation.processor.js';
import { ConfirmationQueue } from './confirmation-queue.js';
import { CONFIRMATIONS } from './confirmation.js';
import { InProcessConfirmationQueue } from './in-process-confirmation-queue.js';

/** What customers are told: through a queue in Redis where there is one, else by the process itself. */
@Module({})
export class NotificationsModule {
  static forRoot({ redisUrl }: OrdersSettings): DynamicModule {
    const common = { module: NotificationsModule, global: true, exports: [ConfirmationQueue] };
    if (redisUrl === undefined) {
      const queue = { provide: ConfirmationQueue, useClass: InProcessConfirmationQueue };
      return { ...common, providers: [ConfirmationMailer, queue] };
    }
    const queue = { provide: ConfirmationQueue, useClass: BullConfirmationQueue };
    return {
      ...common,
      imports: [
        BullModule.forRoot({ connection: { url: redisUrl, maxRetriesPerRequest: null } }),
        BullModule.registerQueue({ name: CONFIRMATIONS }),
      ],
      providers: [ConfirmationMailer, ConfirmationProcessor, queue],
    };
  }
}
