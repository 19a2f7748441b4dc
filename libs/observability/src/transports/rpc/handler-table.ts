import type { ModulesContainer } from '@nestjs/core';
import { MetadataScanner } from '@nestjs/core';
import type { HandlerReference } from '../../context/request-scope.js';
import { getMetadata } from '../../core/metadata.js';
import type { NestMessageHandler, NestServer } from './nest-server.js';
import { patternText } from './text-property.js';

/** What is known about the handlers of one pattern. */
export interface KnownHandler {
  /** The pattern as the application wrote it, wildcards included: there are as many as there are handlers. */
  readonly pattern: string;
  readonly isEvent: boolean;
  /** Whether several handlers take the same event. */
  readonly shared: boolean;
  /** The first of them, where its class is known. */
  readonly handledBy: HandlerReference | undefined;
}

/** More different subjects than this are looked up each time, which costs a few microseconds. */
const remembered = 1_000;

/** Finds out which handler takes a message of one server. */
export class HandlerTable {
  private patterns: Map<NestMessageHandler, string> | undefined;
  private references: Map<NestMessageHandler, HandlerReference> | undefined;
  private readonly known = new Map<string, KnownHandler | undefined>();

  constructor(
    private readonly server: NestServer,
    private readonly modules: ModulesContainer,
  ) {}

  /** What takes messages of a pattern, or of a subject that a pattern with wildcards covers. */
  of(pattern: string): KnownHandler | undefined {
    if (this.known.has(pattern)) return this.known.get(pattern);
    const found = this.find(pattern);
    if (this.known.size < remembered) this.known.set(pattern, found);
    return found;
  }

  /** A method of gRPC, which is called by its own name: `package.Service/Method`. */
  ofMethod(method: string): KnownHandler {
    let found = this.known.get(method);
    if (!found) {
      const handledBy = grpcHandlerOf(method, this.modules);
      this.known.set(method, (found = { pattern: method, isEvent: false, shared: false, handledBy }));
    }
    return found;
  }

  private find(pattern: string): KnownHandler | undefined {
    const handler = this.server.getHandlerByPattern(pattern);
    if (!handler) return undefined;
    this.patterns ??= new Map([...this.server.getHandlers()].map(([key, value]) => [value, String(key)]));
    this.references ??= this.readReferences();
    return {
      pattern: this.patterns.get(handler) ?? pattern,
      isEvent: handler.isEventHandler === true,
      shared: handler.next !== undefined,
      handledBy: this.references.get(handler),
    };
  }

  /** A hybrid application has no guard of ours among its microservice's own, so the marks of the decorators are read. */
  private readReferences(): Map<NestMessageHandler, HandlerReference> {
    const references = new Map<NestMessageHandler, HandlerReference>();
    for (const { patterns, reference } of markedMethods(this.modules)) {
      for (const pattern of patterns) {
        const text = patternText(pattern);
        const handler = text === undefined ? undefined : this.server.getHandlerByPattern(text);
        if (handler && !references.has(handler)) references.set(handler, reference);
      }
    }
    return references;
  }
}

function grpcHandlerOf(path: string, modules: ModulesContainer): HandlerReference | undefined {
  const [service = '', method] = path.split('/');
  for (const { patterns, reference } of markedMethods(modules)) {
    const [pattern] = patterns as readonly { readonly service?: unknown; readonly rpc?: unknown }[];
    if (pattern?.rpc !== method) continue;
    if (pattern?.service === service || pattern?.service === service.slice(service.lastIndexOf('.') + 1))
      return reference;
  }
  return undefined;
}

const patternsKey = 'microservices:pattern';

interface MarkedMethod {
  readonly patterns: readonly unknown[];
  readonly reference: HandlerReference;
}

function* markedMethods(modules: ModulesContainer): Generator<MarkedMethod> {
  const scanner = new MetadataScanner();
  for (const module of modules.values()) {
    for (const { metatype } of module.controllers.values()) {
      const prototype =
        typeof metatype === 'function' ? (metatype.prototype as object | undefined) : undefined;
      if (!prototype) continue;
      for (const method of scanner.getAllMethodNames(prototype)) {
        const callback = (prototype as Record<string, unknown>)[method];
        if (typeof callback !== 'function') continue;
        const patterns: unknown = getMetadata(patternsKey, callback);
        if (!Array.isArray(patterns)) continue;
        const owner = metatype as { readonly name: string } & object;
        yield { patterns, reference: { name: `${owner.name}.${method}`, owner, method, callback } };
      }
    }
  }
}
