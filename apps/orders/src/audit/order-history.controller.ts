import { Controller, Get, Param, ParseUUIDPipe } from '@nestjs/common';
import { Audited, Traced } from 'nestjs-observability';
import { AuditTrail } from 'nestjs-observability/audit';
import { AllowedRoles } from '../auth/allowed-roles.decorator.js';
import { CurrentUser } from '../auth/current-user.decorator.js';
import type { Principal } from '../auth/principal.js';
import { anOrder, refusedOrder } from '../orders/order-target.js';
import { type OrderHistory, viewRecord } from './order-history.view.js';

/** More lines than any order of the shop has. */
const LONGEST_HISTORY = 1000;

/** What happened to an order, for auditors. Who looks is on record as well. */
@Controller('orders')
export class OrderHistoryController {
  constructor(private readonly trail: AuditTrail) {}

  @Get(':id/audit')
  @AllowedRoles(['auditor'])
  @Traced('order_history')
  @Audited('order.history', {
    crud: 'r',
    target: anOrder,
    deniedTarget: refusedOrder,
  })
  async history(
    @Param('id', ParseUUIDPipe) id: string,
    @CurrentUser() { tenant }: Principal,
  ): Promise<OrderHistory> {
    const { records, damaged } = await this.trail.history('Order', id, {
      tenant,
      limit: LONGEST_HISTORY,
      // The decorator says it already, and says who was refused.
      audited: false,
    });
    return { orderId: id, lines: records.map(viewRecord), damaged };
  }
}
