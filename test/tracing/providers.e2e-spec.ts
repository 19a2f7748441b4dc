import { Controller, Get, Inject, Injectable, Module, Scope } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { Traced } from 'nestjs-observability';
import 'nestjs-observability/testing/jest';
import { adapters, testApp, type RunningTestApp } from '../support/test-app.js';

@Injectable()
class Prices {
  #rate = 2;
  readonly #cache = new Map<string, number>();

  @Traced()
  of(sku: string): number {
    return this.#cached(sku) ?? this.compute(sku);
  }

  @Traced()
  compute(sku: string): number {
    this.#cache.set(sku, sku.length * this.#rate);
    return this.#cache.get(sku)!;
  }

  @Traced()
  static currency(): string {
    return 'EUR';
  }

  #cached(sku: string): number | undefined {
    return this.#cache.get(sku);
  }
}

@Injectable()
class Invoices {
  private readonly priceOf: (sku: string) => number;

  constructor(prices: Prices) {
    // Bound before any hook of Nest runs: what replaces methods later misses it.
    this.priceOf = prices.of.bind(prices);
  }

  @Traced()
  total(skus: string[]): number {
    return skus.reduce((sum, sku) => sum + this.priceOf(sku), 0);
  }
}

class Repository {
  @Traced()
  find(id: number): string {
    return `${this.constructor.name} ${id}`;
  }

  @Traced()
  save(id: number): string {
    return `saved ${id}`;
  }
}

@Injectable()
class OrdersRepository extends Repository {
  @Traced()
  override save(id: number): string {
    return `order ${super.save(id)}`;
  }
}

@Injectable({ scope: Scope.REQUEST })
class PerRequest {
  @Traced()
  who(): string {
    return 'request';
  }
}

@Injectable({ scope: Scope.TRANSIENT })
class PerUser {
  @Traced()
  who(): string {
    return 'transient';
  }
}

@Controller()
class ShopController {
  constructor(
    private readonly invoices: Invoices,
    private readonly perRequest: PerRequest,
    @Inject(PerUser) private readonly perUser: PerUser,
  ) {}

  @Get('total')
  total() {
    return this.invoices.total(['a', 'bcd']);
  }

  @Get('scoped')
  scoped() {
    return [this.perRequest.who(), this.perUser.who()];
  }
}

@Module({
  controllers: [ShopController],
  providers: [Prices, Invoices, OrdersRepository, PerRequest, PerUser],
})
class ShopModule {}

describe.each(adapters)('@Traced() on providers of an application on %s', adapter => {
  let running: RunningTestApp;
  beforeAll(async () => void (running = await testApp(ShopModule).on(adapter).start()));
  beforeEach(() => running.telemetry.clear());
  afterAll(() => running.stop());

  it('traces calls, self-calls and references bound in another constructor', async () => {
    const { client, telemetry } = running;
    expect((await client.get('/total')).text).toBe('8');
    expect(telemetry.tree()).toBe(
      [
        'GET /total [server] 200',
        '  Invoices.total',
        '    Prices.of',
        '      Prices.compute',
        '    Prices.of',
        '      Prices.compute',
      ].join('\n'),
    );
  });

  it('works outside of dependency injection, with private fields', () => {
    expect(new Prices().of('abc')).toBe(6);
    expect(running.telemetry.tree()).toBe('Prices.of\n  Prices.compute');
  });

  it('names static methods by their class', () => {
    expect(Prices.currency()).toBe('EUR');
    expect(running.telemetry.tree()).toBe('Prices.currency');
    expect(running.telemetry).toHaveSpan('Prices.currency', {
      attributes: { 'code.function.name': 'Prices.currency' },
    });
  });

  it('traces inherited methods by the class that declares them, and super calls', () => {
    const orders = running.app.get(OrdersRepository);
    expect(orders.find(1)).toBe('OrdersRepository 1');
    expect(orders.save(2)).toBe('order saved 2');
    expect(running.telemetry.tree()).toBe('Repository.find\n\nOrdersRepository.save\n  Repository.save');
  });

  it('traces request-scoped and transient providers', async () => {
    const { client, telemetry, app } = running;
    expect((await client.get('/scoped')).json()).toEqual(['request', 'transient']);
    expect(telemetry.tree()).toBe('GET /scoped [server] 200\n  PerRequest.who\n  PerUser.who');

    await telemetry.clear();
    const fresh = await app.get(ModuleRef).resolve(PerUser, undefined, { strict: false });
    expect(fresh.who()).toBe('transient');
    expect(telemetry.tree()).toBe('PerUser.who');
  });
});
