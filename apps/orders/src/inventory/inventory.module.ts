import { Module } from '@nestjs/common';
import { InventoryService } from './inventory.service.js';
import { StockReport } from './stock-report.js';

/** Stock. */
@Module({ providers: [InventoryService, StockReport], exports: [InventoryService] })
export class InventoryModule {}
