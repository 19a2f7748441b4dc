import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Rows that the writers work on: enough that they seldom wait for each other. */
export const SEEDED_ORDERS = 20_000;

/** An order as it is paid. */
@Entity('bench_order')
export class BenchOrder {
  @PrimaryColumn('integer')
  id!: number;

  @Column('varchar', { length: 20 })
  status!: string;

  @Column('integer')
  total!: number;

  @Column('integer')
  payments!: number;
}
