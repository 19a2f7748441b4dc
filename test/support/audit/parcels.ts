import { Audited } from 'nestjs-observability';
import { lockedLoader, reload } from 'nestjs-observability/audit';
import {
  Column,
  type DataSource,
  DeleteDateColumn,
  Entity,
  type EntityManager,
  JoinColumn,
  ManyToOne,
  OneToMany,
  PrimaryColumn,
  PrimaryGeneratedColumn,
} from 'typeorm';

class Address {
  @Column({ type: 'varchar', length: 80, default: '' })
  city!: string;

  @Column({ type: 'varchar', length: 80, default: '' })
  street!: string;
}

@Entity('customers')
export class Customer {
  @PrimaryColumn({ type: 'varchar', length: 40 })
  id!: string;

  @Column({ type: 'varchar', length: 80 })
  name!: string;

  @Column({ type: 'varchar', length: 80, nullable: true })
  password!: string | null;
}

@Entity('parcels')
export class Parcel {
  @PrimaryGeneratedColumn()
  id!: number;

  @Column({ type: 'varchar', length: 20, default: 'new' })
  status!: string;

  @Column({ type: 'simple-json', nullable: true })
  labels!: unknown;

  @Column({ type: 'simple-json', nullable: true })
  seal!: unknown;

  @Column(() => Address)
  to!: Address;

  @ManyToOne(() => Customer, { nullable: true })
  @JoinColumn()
  customer!: Customer | null;

  @OneToMany(() => Item, item => item.parcel, { cascade: true })
  items!: Item[];

  @DeleteDateColumn()
  removedAt!: Date | null;
}

@Entity('items')
export class Item {
  @PrimaryColumn({ type: 'varchar', length: 40 })
  id!: string;

  @Column({ type: 'int' })
  count!: number;

  @ManyToOne(() => Parcel, parcel => parcel.items)
  parcel!: Parcel;
}

@Entity('places')
export class Place {
  @PrimaryColumn({ type: 'int' })
  row!: number;

  @PrimaryColumn({ type: 'int' })
  shelf!: number;

  @Column({ type: 'int', default: 0 })
  free!: number;
}

const target = (id: number) => ({ type: 'Parcel', id: String(id) });

export class Parcels {
  constructor(private readonly dataSource: DataSource) {}

  private get manager(): EntityManager {
    return this.dataSource.manager;
  }

  @Audited('parcel.create', { crud: 'c' })
  async create(parcel: Partial<Parcel>): Promise<Parcel> {
    return this.manager.save(this.manager.create(Parcel, parcel));
  }

  @Audited('parcel.change', { crud: 'u' })
  async change(id: number, change: Partial<Parcel>): Promise<void> {
    const parcel = await this.manager.findOneOrFail(Parcel, { where: { id }, relations: { customer: true } });
    await this.manager.save(Object.assign(parcel, change));
  }

  @Audited('parcel.remove', { crud: 'd' })
  async remove(id: number): Promise<void> {
    await this.manager.remove(await this.manager.findOneByOrFail(Parcel, { id }));
  }

  @Audited('parcel.hide')
  async hide(id: number): Promise<void> {
    await this.manager.softRemove(await this.manager.findOneByOrFail(Parcel, { id }));
  }

  @Audited('parcel.send-all', { target: () => ({ type: 'Parcel', id: '*' }) })
  async sendAll(): Promise<void> {
    await this.manager.transaction(async manager => {
      await manager.createQueryBuilder().update(Parcel).set({ status: 'sent' }).execute();
      await manager.query('DELETE FROM items');
    });
  }

  @Audited('parcel.locked', { target, before: lockedLoader(Parcel) })
  async locked(id: number): Promise<void> {
    await this.manager.transaction(manager => manager.update(Parcel, { id }, { status: 'sent' }));
  }

  @Audited('parcel.join', { target, before: lockedLoader(Parcel) })
  async join(id: number, status: string, manager: EntityManager): Promise<void> {
    await manager.update(Parcel, { id }, { status });
  }

  @Audited('parcel.bare', { target, before: lockedLoader(Parcel) })
  async bare(id: number): Promise<void> {
    await this.manager.update(Parcel, { id }, { status: 'sent' });
  }

  @Audited('parcel.made', { after: reload(Parcel) })
  async made(): Promise<Parcel> {
    return this.manager.save(this.manager.create(Parcel, { status: 'made' }));
  }

  @Audited('parcel.with-items', { target, before: lockedLoader(Parcel, { relations: { items: true } }) })
  async withItems(_id: number): Promise<void> {
    await this.manager.transaction(manager => manager.update(Item, { id: 'i1' }, { count: 7 }));
  }

  @Audited('parcel.only', { target, before: lockedLoader(Parcel), only: ['to.city'] })
  async only(id: number): Promise<void> {
    await this.manager.transaction(manager =>
      manager.update(Parcel, { id }, { status: 'sent', to: { city: 'Bern', street: 'Neue Gasse' } }),
    );
  }

  @Audited('parcel.private', {
    target,
    pii: { fields: ['to'], subject: (_id: number, customer: string) => `Customer:${customer}` },
  })
  async private(id: number, _customer: string): Promise<void> {
    const parcel = await this.manager.findOneByOrFail(Parcel, { id });
    await this.manager.save(Object.assign(parcel, { status: 'x', to: { city: 'Bern', street: 'Gasse' } }));
  }

  @Audited('place.fill', {
    before: lockedLoader(Place, { id: (row: number, shelf: number) => ({ row, shelf }) }),
    target: (row: number, shelf: number) => ({ type: 'Place', id: `${row},${shelf}` }),
  })
  async fill(row: number, shelf: number): Promise<void> {
    await this.manager.transaction(manager => manager.update(Place, { row, shelf }, { free: 9 }));
  }

  @Audited('parcel.failing-loader', {
    before: () => {
      throw new RangeError('the loader is wrong');
    },
  })
  async failingLoader(): Promise<void> {
    await this.manager.transaction(manager =>
      manager.createQueryBuilder().update(Parcel).set({ status: 'sent' }).execute(),
    );
  }

  @Audited('parcel.tolerant', {
    onWriteError: 'log',
    before: () => {
      throw new RangeError('the loader is wrong');
    },
  })
  async tolerant(id: number): Promise<void> {
    const parcel = await this.manager.findOneByOrFail(Parcel, { id });
    await this.manager.save(Object.assign(parcel, { status: 'sent' }));
  }

  @Audited('parcel.faulty', {
    target: () => {
      throw new Error('no target');
    },
    reason: () => {
      throw new Error('no reason');
    },
    details: () => {
      throw new Error('no details');
    },
  })
  async faulty(): Promise<string> {
    return 'done all the same';
  }

  @Audited('parcel.hostile', {
    target: (thing: { id: string }) => ({ type: 'Thing', id: thing.id }),
    details: (thing: object) => ({ thing: thing as never }),
    before: (_loading, thing: object) => thing,
    after: () => ({ done: true }),
  })
  async hostile(_thing: object): Promise<void> {
    await this.manager.transaction(manager =>
      manager.createQueryBuilder().update(Parcel).set({ status: 'sent' }).execute(),
    );
  }
}
