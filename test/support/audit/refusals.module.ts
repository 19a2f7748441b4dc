import {
  Body,
  Catch,
  Controller,
  Delete,
  ForbiddenException,
  Get,
  Injectable,
  Module,
  Param,
  ParseIntPipe,
  Post,
  Scope,
  UnauthorizedException,
  UseFilters,
  UseGuards,
  type ArgumentsHost,
  type CanActivate,
  type ExceptionFilter,
  type ExecutionContext,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { Audited, Traced } from 'nestjs-observability';

/** The part of a request that guards look at. */
export interface Request {
  readonly headers: Readonly<Record<string, string | undefined>>;
  user?: { id: string };
}

/** Whoever names a user is one. */
@Injectable()
class UserGuard implements CanActivate {
  canActivate(execution: ExecutionContext): boolean {
    const request = execution.switchToHttp().getRequest<Request>();
    const id = request.headers['x-user'];
    if (id === undefined) throw new UnauthorizedException();
    request.user = { id };
    return true;
  }
}

@Injectable()
class ClerksOnly implements CanActivate {
  canActivate(execution: ExecutionContext): boolean {
    return execution.switchToHttp().getRequest<Request>().user?.id === 'clerk';
  }
}

/** Hides that there is something that one may not see. */
@Catch(ForbiddenException)
class HidingFilter implements ExceptionFilter {
  constructor(private readonly host: HttpAdapterHost) {}

  catch(_exception: unknown, host: ArgumentsHost): void {
    this.host.httpAdapter.reply(host.switchToHttp().getResponse(), { message: 'Not Found' }, 404);
  }
}

class NotYours extends Error {}

@Injectable()
class Orders {
  @Audited('order.cancel', {
    crud: 'u',
    target: (id: string) => ({ type: 'Order', id }),
    deniedTarget: ({ params }) => ({ type: 'Order', id: params['id'] ?? '' }),
  })
  async cancel(id: string, reason = ''): Promise<string> {
    if (reason === 'not mine') throw new ForbiddenException('not yours');
    if (reason === 'out of reach') throw new Error('database');
    return id;
  }

  @Audited('order.note', { deniedWhen: error => error instanceof NotYours })
  async note(): Promise<void> {}

  @Audited('order.archive')
  async archive(): Promise<void> {}

  /** Not audited itself. */
  async tidy(): Promise<void> {
    await this.archive();
  }
}

@Controller('orders')
@UseGuards(UserGuard, ClerksOnly)
class OrdersController {
  constructor(private readonly orders: Orders) {}

  @Post(':id/cancel')
  cancel(@Param('id') id: string, @Body() body: { reason?: string }) {
    return this.orders.cancel(id, body?.reason);
  }

  @Post(':id/both')
  @Traced()
  async both(@Param('id') id: string) {
    await this.orders.cancel(id);
    await this.orders.note();
  }

  @Get(':id')
  read(@Param('id') id: string) {
    return { id };
  }

  @Post('tidy')
  tidy() {
    return this.orders.tidy();
  }

  @Post(':id/count/:count')
  count(@Param('id') id: string, @Param('count', ParseIntPipe) _count: number) {
    return this.orders.cancel(id);
  }

  @Post(':id/hidden')
  @UseFilters(HidingFilter)
  hidden(@Param('id') id: string) {
    return this.orders.cancel(id);
  }
}

@Controller('papers')
@UseGuards(UserGuard, ClerksOnly)
class PapersController {
  constructor(private readonly orders: Orders) {}

  @Delete(':id/above')
  @Audited('paper.remove', { deniedTarget: ({ params }) => ({ type: 'Paper', id: params['id'] ?? '' }) })
  @Traced()
  above(@Param('id') id: string) {
    return this.orders.cancel(id);
  }

  @Traced()
  @Audited('paper.remove')
  @Delete(':id/below')
  below(@Param('id') id: string) {
    return { id };
  }

  @Audited('paper.judge')
  @Post('judge')
  judge() {
    throw new ForbiddenException('the handler itself');
  }
}

@Controller({ path: 'scoped', scope: Scope.REQUEST })
@UseGuards(UserGuard, ClerksOnly)
class ScopedController {
  constructor(
    readonly host: HttpAdapterHost,
    private readonly orders: Orders,
  ) {}

  @Post(':id')
  cancel(@Param('id') id: string) {
    return this.orders.cancel(id);
  }
}

@Controller('secret')
@UseGuards(UserGuard, ClerksOnly)
class SecretiveController {
  readonly #orders: Orders;

  constructor(orders: Orders) {
    this.#orders = orders;
  }

  @Post(':id')
  cancel(@Param('id') id: string) {
    return this.#orders.cancel(id);
  }
}

@Controller('own')
class OwnController {
  constructor(private readonly orders: Orders) {}

  @Post('refusal')
  async refuse() {
    if (Date.now() > 0) throw new ForbiddenException('before the service');
    await this.orders.cancel('1');
  }

  @Post('mapped')
  async mapped() {
    if (Date.now() > 0) throw new NotYours();
    await this.orders.note();
  }
}

/** Requests are refused in every way in which Nest lets them be. */
@Module({
  controllers: [OrdersController, PapersController, ScopedController, SecretiveController, OwnController],
  providers: [Orders],
})
export class RefusalsModule {}
