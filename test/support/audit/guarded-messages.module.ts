import {
  Catch,
  Controller,
  ForbiddenException,
  Injectable,
  Module,
  UseFilters,
  UseGuards,
  type ArgumentsHost,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { EventPattern, MessagePattern, Payload, RpcException } from '@nestjs/microservices';
import { BaseWsExceptionFilter, MessageBody, SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { Audited, RequestContext, Traced } from 'nestjs-observability';
import { setTimeout as sleep } from 'node:timers/promises';
import { of } from 'rxjs';

/** What the specs send. */
export interface Order {
  readonly id: string;
  readonly user?: string;
  /** Milliseconds that the guard takes. */
  readonly delay?: number;
  readonly way?: 'refuse' | 'forbid' | 'complain' | 'crash';
}

/** Names who sends a message, and lets only clerks through. */
@Injectable()
export class ClerksOnly implements CanActivate {
  constructor(private readonly request: RequestContext) {}

  async canActivate(execution: ExecutionContext): Promise<boolean> {
    const order =
      execution.getType() === 'ws'
        ? execution.switchToWs().getData<Order>()
        : execution.switchToRpc().getData<Order>();
    if (order.delay !== undefined) await sleep(order.delay);
    if (order.user !== undefined) this.request.setActor({ id: order.user, tenant: 'acme' });
    if (order.user === 'clerk') return true;
    if (order.way === 'forbid') throw new ForbiddenException();
    if (order.way === 'complain') throw new RpcException('not you');
    if (order.way === 'crash') throw new TypeError('the guard itself');
    return false;
  }
}

@Injectable()
class Orders {
  @Audited('order.cancel', {
    crud: 'u',
    target: ({ id }: Order) => ({ type: 'Order', id }),
    deniedTarget: ({ message }) => ({ type: 'Order', id: String((message as Order).id) }),
  })
  async cancel(order: Order): Promise<string> {
    if (order.way === 'refuse') throw new ForbiddenException('not yours');
    return order.id;
  }
}

@Catch()
class AnswersEverything {
  catch() {
    return of('hidden');
  }
}

@Controller()
@UseGuards(ClerksOnly)
export class OrderMessages {
  constructor(private readonly orders: Orders) {}

  @MessagePattern('cancel')
  cancel(@Payload() order: Order) {
    return this.orders.cancel(order);
  }

  @EventPattern('cancelled')
  async cancelled(@Payload() order: Order) {
    await this.orders.cancel(order);
  }

  @MessagePattern('own')
  @Traced()
  @Audited('order.own')
  async own(@Payload() order: Order) {
    return order.id;
  }

  @UseFilters(AnswersEverything)
  @MessagePattern('hidden')
  hidden(@Payload() order: Order) {
    return this.orders.cancel(order);
  }

  @MessagePattern('plain')
  plain(@Payload() order: Order) {
    return order.id;
  }
}

@Catch()
class TellsErrors extends BaseWsExceptionFilter {
  override catch(exception: unknown, host: ArgumentsHost): void {
    const socket = host.switchToWs().getClient<{ send(text: string): void }>();
    socket.send(JSON.stringify({ event: 'refused', data: (exception as Error).name }));
  }
}

@UseGuards(ClerksOnly)
@UseFilters(TellsErrors)
@WebSocketGateway()
export class OrderGateway {
  constructor(private readonly orders: Orders) {}

  @SubscribeMessage('cancel')
  async cancel(@MessageBody() order: Order) {
    return { event: 'done', data: await this.orders.cancel(order) };
  }

  @Audited('order.own')
  @SubscribeMessage('own')
  async own(@MessageBody() order: Order) {
    return { event: 'done', data: order.id };
  }
}

/** Audited handlers of messages behind a guard. */
@Module({ controllers: [OrderMessages], providers: [Orders, OrderGateway] })
export class GuardedMessagesModule {}
