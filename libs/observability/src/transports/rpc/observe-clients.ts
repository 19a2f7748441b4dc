import type { ModulesContainer } from '@nestjs/core';
import { types } from 'node:util';
import type { Runtime } from '../../core/runtime.js';
import type { MessageTransport } from '../message-transport.js';
import { observeGrpcClient, type NestGrpcClient } from './grpc-client.js';
import { isNestClient, isOfClass } from './nest-client.js';
import { observeClient } from './observe-client.js';

/** Sends over a transport that nobody described. */
const unknown: Pick<MessageTransport, 'family' | 'system' | 'carrier'> = {
  family: 'messaging',
  system: 'custom',
  carrier: 'metadata',
};

/** What observing the clients of an application takes. */
export interface ObservedClientsSettings {
  readonly runtime: Runtime;
  readonly transports: readonly MessageTransport[];
}

/**
 * Observes the clients of an application: providers, those of `ClientsModule` among them, and what a provider or a controller keeps
 * in a property, as `@Client()` does. Call it before anybody uses them, when they are all made.
 */
export async function observeClients(
  modules: ModulesContainer,
  settings: ObservedClientsSettings,
): Promise<void> {
  for (const module of modules.values()) {
    for (const { instance } of [...module.providers.values(), ...module.controllers.values()]) {
      for (const client of clientsOf(instance)) await observe(client, settings);
    }
  }
}

const observedKey = Symbol.for('nestjs-observability.client.v1');

/** Once, however many places keep it. */
async function observe(client: unknown, { runtime, transports }: ObservedClientsSettings): Promise<void> {
  if (!isNestClient(client) || observedKey in client) return;
  Object.defineProperty(client, observedKey, { value: true });
  const transport = transports.find(({ clientClass }) => isOfClass(client, clientClass)) ?? unknown;
  if (transport.system === 'grpc') await observeGrpcClient(client as unknown as NestGrpcClient, runtime);
  else observeClient(client, { runtime, transport });
}

/** A client itself, and those that somebody keeps, as `@Client()` does. */
function* clientsOf(instance: unknown): Generator<unknown> {
  if (typeof instance !== 'object' || instance === null || types.isProxy(instance)) return;
  yield instance;
  for (const key of Object.keys(instance)) yield Object.getOwnPropertyDescriptor(instance, key)?.value;
}
