import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Patch, Post, Query } from '@nestjs/common';
import { AllowedRoles } from '../auth/allowed-roles.decorator.js';
import { CurrentUser } from '../auth/current-user.decorator.js';
import type { Principal } from '../auth/principal.js';
import { timeOrderedId } from '../database/time-ordered-id.js';
import { CancelOrderDto } from './dto/cancel-order.dto.js';
import { ChangeAddressDto } from './dto/change-address.dto.js';
import { CreateOrderDto } from './dto/create-order.dto.js';
import { ListOrdersDto } from './dto/list-orders.dto.js';
import type { OrderPage, OrderView } from './order-view.js';
import { OrdersService } from './orders.service.js';

/** The orders of a tenant. */
@Controller('orders')
export class OrdersController {
  constructor(private readonly orders: OrdersService) {}

  @Post()
  @AllowedRoles(['customer', 'clerk'])
  create(@Body() dto: CreateOrderDto, @CurrentUser() user: Principal): Promise<OrderView> {
    // Made here, because the trace and the audit trail name the order before it is stored.
    return this.orders.create(timeOrderedId(), dto, user);
  }

  @Get()
  @AllowedRoles(['customer', 'clerk', 'auditor'])
  list(@Query() query: ListOrdersDto, @CurrentUser() user: Principal): Promise<OrderPage> {
    return this.orders.list(query, user);
  }

  @Get(':id')
  @AllowedRoles(['customer', 'clerk', 'auditor'])
  get(@Param('id', ParseUUIDPipe) id: string, @CurrentUser() user: Principal): Promise<OrderView> {
    return this.orders.get(id, user);
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @AllowedRoles(['clerk'])
  cancel(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { reason }: CancelOrderDto,
    @CurrentUser() user: Principal,
  ): Promise<OrderView> {
    return this.orders.cancel(id, reason, user);
  }

  @Patch(':id/shipping-address')
  @AllowedRoles(['customer', 'clerk'])
  changeAddress(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { shippingAddress }: ChangeAddressDto,
    @CurrentUser() user: Principal,
  ): Promise<OrderView> {
    return this.orders.changeAddress(id, shippingAddress, user);
  }
}
