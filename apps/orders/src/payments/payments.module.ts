import { Module } from '@nestjs/common';
import { PaymentsClient } from './payments.client.js';

/** The way to the payment service. */
@Module({ providers: [PaymentsClient], exports: [PaymentsClient] })
export class PaymentsModule {}
