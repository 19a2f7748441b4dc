import { Injectable } from '@nestjs/common';
import type { Payment } from './payment.js';

const CAPACITY = 50_000;

/** Remembers the last 50,000 payments by order while the process lives; the oldest is forgotten first. */
@Injectable()
export class PaymentLedger {
  readonly #payments = new Map<string, Payment>();

  find(orderId: string): Payment | undefined {
    return this.#payments.get(orderId);
  }

  save(payment: Payment): Payment {
    this.#payments.set(payment.orderId, payment);
    const [oldest] = this.#payments.keys();
    if (oldest !== undefined && this.#payments.size > CAPACITY) this.#payments.delete(oldest);
    return payment;
  }
}
