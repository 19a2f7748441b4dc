import type { AuditCrud, AuditTarget, AuditValue } from './audit-entry.js';
import type { AuditReason } from './reason-of.js';
import type { TypeOrmManager } from './typeorm/typeorm-types.js';

/**
 * How firmly a record must be tied to the work. `prefer`: in the transaction where there is one, else by itself.
 * `required`: a write outside of a transaction is refused before it runs. `attempt-first`: a record of the attempt is durable
 * before the method starts, for work that no rollback undoes, such as a payment.
 */
export type AuditAtomic = 'prefer' | 'required' | 'attempt-first';

/** What happens when a record cannot be stored: the call fails, or goes on and the loss is counted. */
export type AuditOnWriteError = 'fail' | 'log';

/** What a loader works with. */
export interface AuditLoading {
  /** Of the transaction that the record will be part of; outside of one, of the connection that is about to write. */
  readonly manager: TypeOrmManager;
  /** What the operation acts on, from the `target` option or else from what TypeORM wrote. */
  readonly target: AuditTarget | undefined;
  /** Says that what is loaded was read under a lock; the record is then stamped `locked` instead of `loader`. */
  locked(): void;
}

/** A refused request, as far as it can be trusted. */
export interface DeniedRequest {
  /** Parameters of the route, e.g. `{ id: '4711' }`: checked by no pipe. A message has none. */
  readonly params: Readonly<Record<string, string>>;
  /** Payload of a message (RPC, WebSocket): whatever its sender chose to send, checked by nobody. */
  readonly message?: unknown;
}

/** Callbacks read any front part of the method's parameters; which ones is checked where the decorator stands. */
export type ArgumentsCallback<T> = (...args: never[]) => T;

/** The same for a loader, which gets its tools first. */
export type AuditLoader = (loading: AuditLoading, ...args: never[]) => unknown;

/** What an `@Audited` method may set. A callback that throws is counted and reported, loaders excepted. */
export interface AuditedOptions {
  /** Create, read, update, delete or execute. */
  readonly crud?: AuditCrud;
  /**
   * What the call acts on, from its arguments; the first target is the one that histories are made of. Without it the
   * entities that TypeORM wrote are the targets.
   */
  readonly target?: ArgumentsCallback<AuditTarget | readonly AuditTarget[] | undefined>;
  /**
   * The same from the result, e.g. an id that the method made. A method that commits its own transaction returns after the
   * record is written: there it comes too late and is not asked.
   */
  readonly resultTarget?: (result: never) => AuditTarget | readonly AuditTarget[] | undefined;
  /** What a guard's refusal was about, from the route parameters or the message alone. */
  readonly deniedTarget?: (request: DeniedRequest) => AuditTarget | undefined;
  /**
   * Loads the state before the change, inside the transaction: when the method starts it, else before the method's first
   * statement in it. Use `lockedLoader(Entity)`: what is read without a lock can be stale. What it throws, the call throws.
   */
  readonly before?: AuditLoader;
  /**
   * Loads the state after the change: right before the method's own transaction commits, else when the method ends.
   * @defaultValue `before` once more
   */
  readonly after?: AuditLoader;
  /** Fields whose changes are recorded, e.g. `['status', 'address.city']`. @defaultValue all */
  readonly only?: readonly string[];
  /** Why the actor does it, from the arguments; anything but a text is stored as JSON. */
  readonly reason?: ArgumentsCallback<AuditReason | undefined>;
  /** Further facts, from the arguments. */
  readonly details?: ArgumentsCallback<Readonly<Record<string, AuditValue>> | undefined>;
  /** Fields with personal data; they are stored encrypted by the key of their subject, so that they can be erased. */
  readonly pii?: AuditPii | readonly string[];
  /** Whether an error is a refusal. `ForbiddenException` and `UnauthorizedException` always are. */
  readonly deniedWhen?: (thrown: unknown) => boolean;
  /** @defaultValue the module's option, else `'prefer'` */
  readonly atomic?: AuditAtomic;
  /** @defaultValue inside a transaction the module's option, else `'fail'`; outside of one `'log'` */
  readonly onWriteError?: AuditOnWriteError;
  /** The manager of the transaction that the record belongs to, where several are open at once. */
  readonly manager?: ArgumentsCallback<TypeOrmManager | undefined>;
}

/** Personal data in the changes of a record. */
export interface AuditPii {
  /** E.g. `['shippingAddress', 'customer.email']`. */
  readonly fields: readonly string[];
  /** Whose data it is, e.g. `Customer:42`. @defaultValue the first target, as `Type:id` */
  readonly subject?: ArgumentsCallback<string | undefined>;
}
