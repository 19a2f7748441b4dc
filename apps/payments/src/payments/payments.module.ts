import { Module } from '@nestjs/common';
import { CardNetwork } from './card-network.js';
import { PaymentLedger } from './payment-ledger.js';
import { PaymentsController } from './payments.controller.js';
import { paymentsCounter } from './payments.metrics.js';
import { PaymentsService } from './payments.service.js';

/** Payments. */
@Module({
  controllers: [PaymentsController],
  providers: [PaymentsService, PaymentLedger, CardNetwork, paymentsCounter],
})
export class PaymentsModule {}
