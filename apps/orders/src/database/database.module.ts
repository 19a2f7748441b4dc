import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ORDERS_SETTINGS } from '../orders.settings.js';
import { dataSourceOptions } from './data-source.options.js';
import { UnitOfWork } from './unit-of-work.js';

/** The connection, and transactions on it. */
@Global()
@Module({
  imports: [TypeOrmModule.forRootAsync({ inject: [ORDERS_SETTINGS], useFactory: dataSourceOptions })],
  providers: [UnitOfWork],
  exports: [UnitOfWork],
})
export class DatabaseModule {}
