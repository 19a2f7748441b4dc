import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Order } from './order.entity.js';

/** One line of an order, with the price that was valid when it was placed. */
@Entity('order_items')
export class OrderItem {
  @PrimaryColumn({ name: 'order_id', type: 'varchar' })
  orderId!: string;

  @PrimaryColumn({ type: 'varchar' })
  sku!: string;

  @Column({ type: 'integer' })
  quantity!: number;

  @Column({ name: 'unit_price_cents', type: 'integer' })
  unitPriceCents!: number;

  @ManyToOne(() => Order, order => order.items, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'order_id' })
  order!: Relation<Order>;
}
