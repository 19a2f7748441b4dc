import { Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { HealthIndicatorService, MemoryHealthIndicator, TypeOrmHealthIndicator } from '@nestjs/terminus';
import { TypeOrmModule } from '@nestjs/typeorm';
import { HealthModule } from './health.module.js';
import { HealthRegistry } from './health.registry.js';
import { Readiness } from './readiness.js';
import { terminusIndicator } from './terminus.indicator.js';

@Injectable()
class Warehouse {
  constructor(
    health: HealthRegistry,
    memory: MemoryHealthIndicator,
    db: TypeOrmHealthIndicator,
    private readonly indicators: HealthIndicatorService,
  ) {
    health.register(terminusIndicator('heap', () => memory.checkHeap('heap', 1)));
    health.register(terminusIndicator('terminus_db', () => db.pingCheck('db')));
    health.register(terminusIndicator('stock', () => this.stock()));
    health.register(terminusIndicator('both', () => ({ ...this.stock(), other: { status: 'down' } })));
  }

  private stock() {
    return this.indicators.check('stock').degraded({ shelves: 3 });
  }
}

@Module({
  imports: [
    TypeOrmModule.forRoot({ type: 'better-sqlite3', database: ':memory:' }),
    HealthModule.register({ redact: value => value }),
  ],
  providers: [Warehouse],
})
class AppModule {}

describe('terminusIndicator', () => {
  it("takes Terminus' own indicators and those written for it, with status and data", async () => {
    const app = await NestFactory.createApplicationContext(AppModule, { logger: false, abortOnError: false });
    const { ready, results } = await app.get(Readiness).report();
    await app.close();

    expect(ready).toBe(false);
    expect(Object.fromEntries(results)).toMatchObject({
      heap: { status: 'down', details: { message: expect.stringContaining('heap') } },
      terminus_db: { status: 'up' },
      stock: { status: 'degraded', details: { shelves: 3 } },
      both: { status: 'down', details: { other: { status: 'down' }, stock: { status: 'degraded' } } },
      database: { status: 'up' },
    });
  });
});
