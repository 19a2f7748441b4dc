import { Module, type INestApplication } from '@nestjs/common';
import type { ClientProxy } from '@nestjs/microservices';
import type { ObservabilityOptions } from 'nestjs-observability';
import { testApp, type Adapter, type RunningTestApp } from '../../support/test-app.js';
import { prefix, type Entrance } from './brokers.js';
import { SHOP, ShopModule } from './shop.module.js';

/** How the shop is started. */
export interface ShopOptions {
  readonly adapter?: Adapter;
  readonly inheritAppConfig?: boolean;
  readonly observed?: ObservabilityOptions;
}

/** A shop that listens on HTTP and on a transport, with a client that is connected. */
export async function shopOver(
  entrance: Entrance,
  { adapter = 'express', inheritAppConfig = false, observed = {} }: ShopOptions = {},
): Promise<RunningTestApp> {
  const options = await entrance.options();
  @Module({ imports: [ShopModule.over(options)] })
  class AppModule {}
  const listen = async (app: INestApplication): Promise<void> => {
    app.connectMicroservice(options, { inheritAppConfig });
    await app.startAllMicroservices();
    await app.get<ClientProxy>(SHOP, { strict: false }).connect();
  };
  const running = await testApp(AppModule).on(adapter).observedWith(observed).with(listen).start();
  await running.telemetry.clear();
  return running;
}

/** What was recorded, without the names of this run. */
export function treeOf(running: RunningTestApp): string {
  return running.telemetry.tree().replaceAll(`${prefix}.`, '');
}
