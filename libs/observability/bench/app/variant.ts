/** The HTTP adapters that Nest ships. */
export type AdapterName = 'express' | 'fastify';

/**
 * One way to observe the same app: what goes on its methods, into its root module and around its start. Knows no type
 * of Nest, because the stock variants run on a Nest of their own folder.
 */
export interface Variant {
  /** The decorator of each service method; called once a method. */
  readonly traced: () => MethodDecorator;
  /** Modules that the root module imports, for the adapter in use. */
  readonly imports: (adapter: AdapterName) => object[];
  /** Runs after the app is created and before it listens. */
  readonly configure?: (app: CreatedApp) => void;
}

/** What a variant may do with the app. */
export interface CreatedApp {
  get<T>(token: abstract new (...dependencies: never[]) => T): T;
  useLogger(logger: object): void;
}

/** The shape of a variant's file: loaded by name, so that no variant pays for another's imports. */
export interface VariantFile {
  readonly variant: Variant;
}
