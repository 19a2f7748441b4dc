import { Module } from '@nestjs/common';
import { InventoryService } from './inventory.service.js';

/** Stock. */
@Module({ providers: [InventoryService], exports: [InventoryService] })
export class InventoryModule {}
