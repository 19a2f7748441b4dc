import type { ApplicationConfig } from '@nestjs/core';
import type { SocketAdapter } from './socket-adapter.js';
import type { SocketEdge } from './socket-edge.js';

const observedKey = Symbol.for('nestjs-observability.socket-adapter.v1');

/**
 * Observes the WebSocket adapter of an application, whichever it chooses. Nest asks its configuration for it before anything of
 * ours runs again, so it is seen when it is set; only this configuration and this adapter are touched.
 */
export function observeAdapters(config: ApplicationConfig, edge: SocketEdge): void {
  const chosen = config.getIoAdapter() as unknown as SocketAdapter | null | undefined;
  if (chosen) observeAdapter(chosen, edge);
  const set = config.setIoAdapter;
  config.setIoAdapter = adapter => {
    observeAdapter(adapter as unknown as SocketAdapter, edge);
    Reflect.apply(set, config, [adapter]);
  };
}

function observeAdapter(adapter: SocketAdapter, edge: SocketEdge): void {
  if (typeof adapter?.bindMessageHandlers !== 'function' || observedKey in adapter) return;
  Object.defineProperty(adapter, observedKey, { value: true });
  const { bindMessageHandlers, bindClientConnect } = adapter;
  adapter.bindMessageHandlers = (client, handlers, transform) =>
    Reflect.apply(bindMessageHandlers, adapter, [
      client,
      handlers.map(handler => edge.observe(handler)),
      transform,
    ]) as unknown;
  const connected = new WeakMap<object, WeakSet<object>>();
  adapter.bindClientConnect = (server, callback) =>
    Reflect.apply(bindClientConnect, adapter, [
      server,
      (...args: unknown[]) => {
        // Gateways may share a server, and each of them is told of every connection.
        if (isNew(connected, server, args[0])) watch(adapter, server, args[0], edge);
        return callback(...args);
      },
    ]) as unknown;
}

function isNew(connected: WeakMap<object, WeakSet<object>>, server: unknown, client: unknown): boolean {
  if (!isObject(server) || !isObject(client)) return false;
  let clients = connected.get(server);
  if (!clients) connected.set(server, (clients = new WeakSet()));
  if (clients.has(client)) return false;
  clients.add(client);
  return true;
}

function watch(adapter: SocketAdapter, server: unknown, client: unknown, edge: SocketEdge): void {
  if (typeof adapter.bindClientDisconnect !== 'function') return;
  const closed = edge.connected(nameOf(server));
  let over = false;
  adapter.bindClientDisconnect(client, reason => {
    if (over) return;
    over = true;
    closed(reason);
  });
}

/** A namespace of socket.io has a name, and a server of ws a path: both are written in the code of a gateway. */
function nameOf(server: unknown): string {
  const { name, path } = server as { readonly name?: unknown; readonly path?: unknown };
  if (typeof name === 'string') return name;
  return typeof path === 'string' ? path : '/';
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
