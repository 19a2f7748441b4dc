/** A handler as a Nest server keeps it. Those of one event are a chain. */
export interface NestMessageHandler {
  readonly isEventHandler?: boolean;
  readonly next?: NestMessageHandler;
}

/** Called around the handling of a message; `done` handles it. */
export type ProcessingStartHook = (
  transportId: unknown,
  context: unknown,
  done: () => Promise<unknown>,
) => unknown;

/** Called when a message is handled and the last answer is given. */
export type ProcessingEndHook = (transportId: unknown, context: unknown) => void;

/** What is used of Nest's `Server`. The hooks have setters and no getters, so their fields are read to chain what is there. */
export interface NestServer {
  readonly transportId?: unknown;
  onProcessingStartHook?: ProcessingStartHook;
  onProcessingEndHook?: ProcessingEndHook;
  setOnProcessingStartHook(hook: ProcessingStartHook): void;
  setOnProcessingEndHook(hook: ProcessingEndHook): void;
  getHandlers(): ReadonlyMap<unknown, NestMessageHandler>;
  getHandlerByPattern(pattern: string): NestMessageHandler | null;
  handleMessage?: (...received: unknown[]) => Promise<unknown>;
  deserializer?: { deserialize(value: unknown, options?: unknown): unknown };
}

/** Whether a target of the registry has the hooks: a custom strategy need not extend `Server`. */
export function isNestServer(target: unknown): target is NestServer {
  const server = target as Partial<NestServer> | null;
  return (
    typeof server?.setOnProcessingStartHook === 'function' &&
    typeof server.setOnProcessingEndHook === 'function' &&
    typeof server.getHandlers === 'function' &&
    typeof server.getHandlerByPattern === 'function'
  );
}
