/** Injection token of {@link PaymentsSettings}. */
export const PAYMENTS_SETTINGS = Symbol('PAYMENTS_SETTINGS');

/** Everything that the payment service takes from its environment. */
export interface PaymentsSettings {
  /** Address to listen on. */
  readonly host: string;
  readonly port: number;
  /** Milliseconds that a slow card takes. */
  readonly slowDelay: number;
  /** Milliseconds that a stuck card takes. */
  readonly stuckDelay: number;
}

/**
 * Reads the settings of the payment service from environment variables.
 * @throws Error when the port is not a number
 */
export function readPaymentsSettings(env: NodeJS.ProcessEnv): PaymentsSettings {
  const port = env.PAYMENTS_PORT || '3001';
  if (!/^\d{1,5}$/.test(port)) throw new Error(`PAYMENTS_PORT must be a whole number, not '${port}'`);
  return { host: env.HOST || '127.0.0.1', port: Number(port), slowDelay: 800, stuckDelay: 30_000 };
}
