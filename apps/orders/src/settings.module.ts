import { type DynamicModule, Module } from '@nestjs/common';
import { ORDERS_SETTINGS, type OrdersSettings } from './orders.settings.js';

/** Offers the settings to every module. */
@Module({})
export class SettingsModule {
  static forRoot(settings: OrdersSettings): DynamicModule {
    return {
      module: SettingsModule,
      global: true,
      providers: [{ provide: ORDERS_SETTINGS, useValue: settings }],
      exports: [ORDERS_SETTINGS],
    };
  }
}
