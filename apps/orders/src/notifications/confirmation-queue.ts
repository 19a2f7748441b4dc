import type { Confirmation } from './confirmation.js';

/** Port: takes confirmations that somebody sends later, so that no customer waits for a mail server. */
export abstract class ConfirmationQueue {
  /** Never rejects: an order is placed whether or not its confirmation can be sent. */
  abstract add(confirmation: Confirmation): Promise<void>;
}
