import { type DynamicModule, Module, ValidationPipe } from '@nestjs/common';
import { APP_PIPE } from '@nestjs/core';
import { ObservabilityModule } from 'nestjs-observability';
import { PaymentsModule } from './payments/payments.module.js';
import { PAYMENTS_SETTINGS, type PaymentsSettings } from './payments.settings.js';

/** The payment service; it answers only other services, on the loopback address unless told otherwise. */
@Module({})
export class AppModule {
  static forRoot(settings: PaymentsSettings): DynamicModule {
    return {
      module: AppModule,
      global: true,
      imports: [
        ObservabilityModule.forRoot({
          service: { name: 'payments' },
          // Only services of this machine call here; elsewhere OBSERVABILITY_PROPAGATION_TRUST names their addresses.
          propagation: { trust: ['127.0.0.0/8', '::1/128'] },
        }),
        PaymentsModule,
      ],
      providers: [
        { provide: PAYMENTS_SETTINGS, useValue: settings },
        { provide: APP_PIPE, useValue: new ValidationPipe({ whitelist: true, transform: true }) },
      ],
      exports: [PAYMENTS_SETTINGS],
    };
  }
}
