/** A handler of one message, bound to a connection. */
export interface SocketHandler {
  readonly message: unknown;
  readonly callback: (...args: unknown[]) => unknown;
}

/** What is used of the adapter of an application; `IoAdapter`, `WsAdapter`, or one of its own. */
export interface SocketAdapter {
  bindClientConnect(server: unknown, callback: (...args: unknown[]) => unknown): unknown;
  bindClientDisconnect?: (client: unknown, callback: (reason?: unknown) => unknown) => unknown;
  bindMessageHandlers(
    client: unknown,
    handlers: readonly SocketHandler[],
    transform: (data: unknown) => unknown,
  ): unknown;
}
