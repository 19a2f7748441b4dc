import { type DynamicModule, Module, ValidationPipe } from '@nestjs/common';
import { APP_PIPE } from '@nestjs/core';
import { ScheduleModule } from '@nestjs/schedule';
import { ObservabilityModule } from 'nestjs-observability';
import { auditOptions } from './audit/audit.options.js';
import { AuthModule } from './auth/auth.module.js';
import type { AuthenticatedRequest } from './auth/authenticated-request.js';
import { DatabaseModule } from './database/database.module.js';
import { NotificationsModule } from './notifications/notifications.module.js';
import { OrdersModule } from './orders/orders.module.js';
import type { OrdersSettings } from './orders.settings.js';
import { ReportsModule } from './reports/reports.module.js';
import { SettingsModule } from './settings.module.js';

/** The orders service: what it says about observability is the `ObservabilityModule` entry below. */
@Module({})
export class AppModule {
  static forRoot(settings: OrdersSettings): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ObservabilityModule.forRoot({
          service: { name: 'orders' },
          identify: ({ user }: AuthenticatedRequest) => user && { id: user.id, tenant: user.tenant },
          audit: auditOptions(settings),
        }),
        SettingsModule.forRoot(settings),
        DatabaseModule,
        AuthModule,
        ScheduleModule.forRoot(),
        NotificationsModule.forRoot(settings),
        OrdersModule,
        ReportsModule,
      ],
      providers: [{ provide: APP_PIPE, useValue: new ValidationPipe({ whitelist: true, transform: true }) }],
    };
  }
}
