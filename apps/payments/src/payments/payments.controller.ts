import type { ServerResponse } from 'node:http';
import { Body, Controller, Post, Res } from '@nestjs/common';
import { ChargeDto } from './charge.dto.js';
import type { Payment } from './payment.js';
import { PaymentsService } from './payments.service.js';
import { RefundDto } from './refund.dto.js';

/** Fastify wraps the response of Node, Express extends it. */
type AnyResponse = ServerResponse & { readonly raw?: ServerResponse };

/** Charges and refunds. */
@Controller()
export class PaymentsController {
  constructor(private readonly payments: PaymentsService) {}

  @Post('payments')
  charge(@Body() dto: ChargeDto, @Res({ passthrough: true }) response: AnyResponse): Promise<Payment> {
    const gone = new AbortController();
    (response.raw ?? response).once('close', () => gone.abort());
    return this.payments.charge(dto, gone.signal);
  }

  @Post('refunds')
  refund(@Body() { orderId }: RefundDto): Payment {
    return this.payments.refund(orderId);
  }
}
