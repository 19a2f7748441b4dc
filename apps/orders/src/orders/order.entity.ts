import { Column, Entity, Index, OneToMany, PrimaryColumn } from 'typeorm';
import { epochMilliseconds } from '../database/epoch-milliseconds.transformer.js';
import { OrderItem } from './order-item.entity.js';
import type { OrderStatus } from './order-status.js';

/** What a customer of a tenant ordered. Ids sort by time, so that pages need no second key. */
@Entity('orders')
@Index('orders_by_customer', ['tenant', 'customerId', 'id'])
@Index('orders_by_status', ['tenant', 'status', 'id'])
export class Order {
  @PrimaryColumn({ type: 'varchar' })
  id!: string;

  @Column({ type: 'varchar' })
  tenant!: string;

  @Column({ name: 'customer_id', type: 'varchar' })
  customerId!: string;

  @Column({ type: 'varchar' })
  status!: OrderStatus;

  @Column({ type: 'varchar' })
  email!: string;

  @Column({ name: 'shipping_address', type: 'varchar' })
  shippingAddress!: string;

  @Column({ name: 'payment_method', type: 'varchar' })
  paymentMethod!: string;

  @Column({ name: 'payment_id', type: 'varchar', nullable: true })
  paymentId!: string | null;

  @Column({ name: 'total_cents', type: 'integer' })
  totalCents!: number;

  @Column({ name: 'cancel_reason', type: 'varchar', nullable: true })
  cancelReason!: string | null;

  @Column({ name: 'created_at', type: 'bigint', transformer: epochMilliseconds })
  createdAt!: Date;

  @OneToMany(() => OrderItem, item => item.order, { cascade: ['insert'], eager: true })
  items!: OrderItem[];
}
