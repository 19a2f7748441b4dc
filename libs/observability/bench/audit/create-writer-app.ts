import 'reflect-metadata';
import { Module, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ObservabilityModule } from 'nestjs-observability';
import { join } from 'node:path';
import { isAudited } from './audit-variants.js';
import { BenchOrder } from './bench-order.entity.js';
import { Payments, paymentsOf } from './payments.js';
import type { WriterSettings } from './writer-messages.js';

/** Connections for the most writers and for whoever seals. */
const poolSize = 36;

/** The application that pays orders. Traces and metrics are off: their cost on every query would hide that of the audit trail. */
export function createWriterApp({
  variant,
  databaseUrl,
  folder,
}: WriterSettings): Promise<INestApplicationContext> {
  @Module({
    imports: [
      TypeOrmModule.forRoot({
        type: 'postgres',
        url: databaseUrl,
        entities: [BenchOrder],
        poolSize,
        // The server's connections are for the variant that is measured.
        extra: { idleTimeoutMillis: 1_000, pipeline: variant === 'insert-pipelined' },
      }),
      ObservabilityModule.forRoot({
        tracing: false,
        metrics: false,
        logging: { destination: join(folder, 'app.log'), pretty: false },
        // Keys come from the environment.
        audit: isAudited(variant) && { migrate: true, spillPath: join(folder, 'spill.ndjson') },
      }),
    ],
    providers: [{ provide: Payments, useClass: paymentsOf(variant) }],
  })
  class WriterModule {}
  return NestFactory.createApplicationContext(WriterModule, { logger: false });
}
