import { Controller, Get, Injectable, Module, Param, Query } from '@nestjs/common';
import { InjectDataSource, TypeOrmModule } from '@nestjs/typeorm';
import { Traced } from 'nestjs-observability';
import { Column, DataSource, Entity, PrimaryColumn, type DataSourceOptions } from 'typeorm';

@Entity('shelf_items')
export class Item {
  @PrimaryColumn({ type: 'varchar', length: 64 })
  id!: string;

  @Column({ type: 'varchar', length: 64 })
  tenant!: string;

  @Column({ type: 'integer' })
  stock!: number;
}

/** Reads and writes in every way that TypeORM has. */
@Injectable()
export class ShelfService {
  constructor(@InjectDataSource() readonly dataSource: DataSource) {}

  private get items() {
    return this.dataSource.getRepository(Item);
  }

  @Traced()
  async find(id: string): Promise<Item | null> {
    return this.items.findOneBy({ id });
  }

  /** One after the other: an N+1. */
  @Traced()
  async findEach(ids: readonly string[]): Promise<number> {
    let found = 0;
    for (const id of ids) if (await this.items.findOneBy({ id })) found += 1; // the line of the N+1
    return found;
  }

  @Traced()
  async findTogether(ids: readonly string[]): Promise<number> {
    return (await Promise.all(ids.map(id => this.items.findOneBy({ id })))).length;
  }

  @Traced()
  async restock(id: string, ends: string): Promise<void> {
    await this.dataSource.transaction(async manager => {
      await manager.increment(Item, { id }, 'stock', 1);
      await this.inside(manager, id);
      await manager
        .transaction(async nested => {
          await nested.increment(Item, { id }, 'stock', 1);
          if (ends === 'savepoint') throw new Error('back to the savepoint');
        })
        .catch((error: Error) => {
          if (error.message !== 'back to the savepoint') throw error;
        });
      if (ends === 'rollback') throw new Error('back to the start');
    });
  }

  @Traced()
  async inside(manager: DataSource['manager'], id: string): Promise<void> {
    await manager.findOneBy(Item, { id });
  }
}

@Controller('shelf')
export class ShelfController {
  constructor(private readonly shelf: ShelfService) {}

  @Get('find/:id')
  async find(@Param('id') id: string) {
    return { found: await this.shelf.find(id) };
  }

  @Get('each/:count')
  async each(@Param('count') count: string) {
    return {
      found: await this.shelf.findEach(Array.from({ length: Number(count) }, (_, at) => `item-${at}`)),
    };
  }

  @Get('together/:count')
  async together(@Param('count') count: string) {
    return {
      found: await this.shelf.findTogether(Array.from({ length: Number(count) }, (_, at) => `item-${at}`)),
    };
  }

  @Get('restock/:id')
  async restock(@Param('id') id: string, @Query('ends') ends = 'commit') {
    await this.shelf.restock(id, ends).catch(() => undefined);
    return {};
  }

  @Get('broken')
  async broken(@Query('word') word = 'x') {
    return this.shelf.dataSource.query(`SELEKT '${word}' FRUM ${word}`).catch(() => ({}));
  }
}

/** A module with one data source, whose tables are made at the start. */
export function shelfModule(options: DataSourceOptions) {
  const database = TypeOrmModule.forRoot({
    ...options,
    entities: [Item],
    synchronize: true,
    retryAttempts: 0,
  });
  @Module({ imports: [database], controllers: [ShelfController], providers: [ShelfService] })
  class ShelfModule {}
  return ShelfModule;
}
