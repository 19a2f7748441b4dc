import { Injectable, type Type } from '@nestjs/common';
import { Audited } from 'nestjs-observability';
import { lockedLoader, reload } from 'nestjs-observability/audit';
import { DataSource, type EntityManager } from 'typeorm';
import type { AuditVariant } from './audit-variants.js';
import { BenchOrder } from './bench-order.entity.js';
import { handWrittenInsert, handWrittenValues } from './hand-written.js';

/** The service as the writers see it. */
export abstract class Payments {
  abstract pay(id: number): Promise<void>;
}

/** One service for all variants: a transaction that locks an order and updates it. */
@Injectable()
class PaymentsService extends Payments {
  constructor(protected readonly dataSource: DataSource) {
    super();
  }

  async pay(id: number): Promise<void> {
    await this.dataSource.transaction(manager => this.update(manager, id));
  }

  protected async update(manager: EntityManager, id: number): Promise<number> {
    const order = await manager.findOneOrFail(BenchOrder, {
      where: { id },
      lock: { mode: 'pessimistic_write' },
    });
    await manager.update(BenchOrder, { id }, { status: 'paid', payments: order.payments + 1 });
    return order.payments;
  }
}

@Injectable()
class HandWritten extends PaymentsService {
  override async pay(id: number): Promise<void> {
    await this.dataSource.transaction(async manager => {
      const before = await this.update(manager, id);
      await manager.query(handWrittenInsert, handWrittenValues(id, before));
    });
  }
}

/** Nobody waits for the answer to the insert before COMMIT leaves. */
@Injectable()
class PipelinedHandWritten extends PaymentsService {
  override async pay(id: number): Promise<void> {
    let stored: Promise<unknown> | undefined;
    await this.dataSource.transaction(async manager => {
      const before = await this.update(manager, id);
      stored = manager.query(handWrittenInsert, handWrittenValues(id, before));
      stored.catch(() => undefined);
    });
    await stored;
  }
}

const target = (id: number) => ({ type: 'Order', id: String(id) });

@Injectable()
class AuditedPayments extends PaymentsService {
  @Audited('order.pay', { crud: 'u', target })
  override async pay(id: number): Promise<void> {
    await super.pay(id);
  }
}

/** What most services do: read an order, change the object and save it, whereupon TypeORM reads the row once more. */
@Injectable()
class SavedPayments extends PaymentsService {
  protected override async update(manager: EntityManager, id: number): Promise<number> {
    const order = await manager.findOneOrFail(BenchOrder, {
      where: { id },
      lock: { mode: 'pessimistic_write' },
    });
    const { payments } = order;
    await manager.save(Object.assign(order, { status: 'paid', payments: payments + 1 }));
    return payments;
  }
}

@Injectable()
class AuditedSavedPayments extends SavedPayments {
  @Audited('order.pay', { crud: 'u', target })
  override async pay(id: number): Promise<void> {
    await super.pay(id);
  }
}

@Injectable()
class LoadingPayments extends PaymentsService {
  @Audited('order.pay', { crud: 'u', target, before: lockedLoader(BenchOrder), after: reload(BenchOrder) })
  override async pay(id: number): Promise<void> {
    await super.pay(id);
  }
}

const services: Partial<Record<AuditVariant, Type<Payments>>> = {
  unaudited: PaymentsService,
  insert: HandWritten,
  'insert-pipelined': PipelinedHandWritten,
  loaders: LoadingPayments,
  saved: SavedPayments,
  'saved-audited': AuditedSavedPayments,
};

/** The service of a variant. */
export function paymentsOf(variant: AuditVariant): Type<Payments> {
  return services[variant] ?? AuditedPayments;
}
