import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** Something a tenant sells, and how many of it are left. */
@Entity('products')
@Check('stock_is_never_negative', 'stock >= 0')
export class Product {
  @PrimaryColumn({ type: 'varchar' })
  tenant!: string;

  @PrimaryColumn({ type: 'varchar' })
  sku!: string;

  @Column({ type: 'varchar' })
  name!: string;

  @Column({ name: 'price_cents', type: 'integer' })
  priceCents!: number;

  @Column({ type: 'integer' })
  stock!: number;
}
