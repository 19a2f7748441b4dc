import {
  BadRequestException,
  Controller,
  Get,
  Inject,
  Injectable,
  Module,
  Param,
  Scope,
  UseGuards,
  type CanActivate,
  type DynamicModule,
  type ExecutionContext,
} from '@nestjs/common';
import {
  ClientsModule,
  EventPattern,
  MessagePattern,
  Payload,
  RpcException,
  type ClientOptions,
  type ClientProxy,
} from '@nestjs/microservices';
import { RequestContext, Traced } from 'nestjs-observability';
import { catchError, from, lastValueFrom, map, of, timeout, toArray } from 'rxjs';
import { own } from './brokers.js';

/** Name of the client in the application. */
export const SHOP = 'SHOP';

/** What the handlers of events heard. */
export const heard: unknown[] = [];

@Injectable()
class Sums {
  @Traced()
  async sum(numbers: readonly number[]): Promise<number> {
    await new Promise(resolve => setImmediate(resolve));
    return numbers.reduce((total, next) => total + next, 0);
  }
}

class NoAdmittance implements CanActivate {
  canActivate(_execution: ExecutionContext): boolean {
    return false;
  }
}

@Controller()
class ShopController {
  constructor(
    @Inject(Sums) private readonly sums: Sums,
    @Inject(RequestContext) private readonly request: RequestContext,
  ) {}

  @MessagePattern(own('sum'))
  sum(@Payload() numbers: number[]): Promise<number> {
    return this.sums.sum(numbers);
  }

  @MessagePattern(own('count'))
  count(@Payload() to: number) {
    return from(Array.from({ length: to }, (_, index) => index));
  }

  @UseGuards(NoAdmittance)
  @MessagePattern(own('refused'))
  refused(): string {
    return 'reached';
  }

  @MessagePattern(own('broken'))
  broken(): never {
    throw new Error('the shelf fell');
  }

  @MessagePattern(own('picky'))
  picky(): never {
    throw new RpcException('not today');
  }

  @MessagePattern(own('invalid'))
  invalid(): never {
    throw new BadRequestException('no such thing');
  }

  @MessagePattern(own('slow'))
  slow(): Promise<string> {
    return new Promise(resolve => setTimeout(() => resolve('late'), 60));
  }

  @MessagePattern(own('who'))
  who(@Payload() tenant: string): string {
    this.request.setActor({ id: 'u', tenant });
    return this.request.tenant ?? '';
  }

  @EventPattern(own('placed'))
  async placed(@Payload() order: unknown): Promise<void> {
    await this.sums.sum([1]);
    heard.push(order);
  }

  @EventPattern(own('shared'))
  first(@Payload() order: unknown): void {
    heard.push(order);
  }

  @EventPattern(own('shared'))
  second(@Payload() _order: unknown): void {
    throw new Error('the second failed');
  }
}

@Controller({ scope: Scope.REQUEST })
class ScopedController {
  constructor(@Inject(Sums) private readonly sums: Sums) {}

  @MessagePattern(own('scoped'))
  scoped(@Payload() numbers: number[]): Promise<number> {
    return this.sums.sum(numbers);
  }
}

@Controller()
class FrontController {
  constructor(@Inject(SHOP) private readonly shop: ClientProxy) {}

  @Get('ask/:what')
  ask(@Param('what') what: string): Promise<unknown> {
    return lastValueFrom(
      this.shop.send<unknown>(own(what), what === 'count' ? 3 : [1, 2]).pipe(
        timeout(what === 'slow' ? 20 : 5_000),
        toArray(),
        map(answers => ({ answers })),
        catchError((error: unknown) => of({ error: messageOf(error) })),
      ),
    );
  }

  @Get('tell/:what')
  async tell(@Param('what') what: string): Promise<object> {
    await lastValueFrom(this.shop.emit(own(what), { what }), { defaultValue: undefined });
    return {};
  }
}

function messageOf(error: unknown): unknown {
  return (error as { message?: unknown } | null)?.message ?? error;
}

/** A shop that sells over a transport, and its front, which asks it. */
@Module({})
export class ShopModule {
  static over(options: ClientOptions): DynamicModule {
    return {
      module: ShopModule,
      imports: [ClientsModule.register([{ name: SHOP, ...options }])],
      controllers: [ShopController, ScopedController, FrontController],
      providers: [Sums],
    };
  }
}
