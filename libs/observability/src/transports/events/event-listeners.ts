import { context } from '@opentelemetry/api';
import type { ModulesContainer } from '@nestjs/core';
import { scopeIn } from '../../context/request-scope.js';
import { backgroundAttr } from '../../core/background-names.js';
import { getMetadata } from '../../core/metadata.js';
import { attr } from '../../core/names.js';
import { BackgroundRun } from '../background/background-run.js';
import { declaredMethods } from '../background/marked-methods.js';
import { observeWork, type WorkKind } from '../background/observe-work.js';

/** What `@OnEvent()` leaves on a method: one entry, or a list. */
const listenerKey = 'EVENT_LISTENER_METADATA';

/** Observes the listeners of an application. Call it before `@nestjs/event-emitter` reads them, at bootstrap. */
export function observeListeners(modules: ModulesContainer): void {
  for (const declared of declaredMethods(modules)) {
    const events = eventsOf(getMetadata(listenerKey, declared.method));
    if (events !== undefined)
      observeWork(declared, listening(`${declared.owner.name}.${declared.key}`, events));
  }
}

/**
 * A listener runs because of who emits, and inside of its call: it is a child of that work, with its request id and actor. What it
 * notes stays its own, for it may outlive the request.
 */
function listening(name: string, event: string): WorkKind {
  return {
    definition: {
      type: 'background',
      name,
      kind: 'internal',
      metrics: false,
      root: false,
      line: 'failures',
      dimensions: {
        [backgroundAttr.trigger]: 'event',
        [backgroundAttr.work]: name,
        [backgroundAttr.event]: event,
        [attr.codeFunctionName]: name,
      },
    },
    isOn: ({ settings }) => settings.events,
    begin(call) {
      const active = context.active();
      const scope = scopeIn(active);
      return BackgroundRun.begin({
        ...call,
        origin: { parent: active, requestId: scope?.requestId, actor: scope?.actor },
        fields: scope && Object.fromEntries(scope.fields),
      });
    },
  };
}

/** The names that are listened to; `undefined` where nothing is. */
function eventsOf(metadata: unknown): string | undefined {
  if (metadata === undefined || metadata === null) return undefined;
  const entries = Array.isArray(metadata) ? metadata : [metadata];
  return entries
    .map(entry => nameOf((entry as { event?: unknown }).event))
    .join(', ')
    .slice(0, 256);
}

function nameOf(event: unknown): string {
  return Array.isArray(event) ? event.map(String).join('.') : String(event);
}
