import { propagation, ROOT_CONTEXT, type Context } from '@opentelemetry/api';
import type { Actor } from '../../context/actor.js';
import { scopeIn } from '../../context/request-scope.js';
import { readOwnData } from '../../core/untrusted-read.js';

/** Longest text that is read from a job; what is longer was not written here. */
const longestText = 8_192;
const longestValue = 256;

/** What a job says about where it comes from. */
export interface JobOrigin {
  /** The root context with the span and the baggage of whoever added the job. */
  readonly from: Context;
  readonly requestId: string | undefined;
  readonly actor: Actor | undefined;
}

/**
 * The origin of a job as text: the W3C headers as BullMQ's other instrumentations write them, so that both understand each other,
 * with the request id and the actor beside.
 */
export function writeOrigin(active: Context, carriesActor: boolean): string {
  const carrier: Record<string, unknown> = {};
  propagation.inject(active, carrier);
  const scope = scopeIn(active);
  if (scope) carrier['requestId'] = scope.requestId;
  if (scope?.actor && carriesActor) carrier['actor'] = scope.actor;
  return Object.keys(carrier).length === 0 ? '' : JSON.stringify(carrier);
}

/** Reads it back; whatever does not look like an origin counts for nothing. Never throws. */
export function readOrigin(text: unknown): JobOrigin {
  const carrier = typeof text === 'string' && text.length <= longestText ? parsed(text) : undefined;
  if (!carrier) return { from: ROOT_CONTEXT, requestId: undefined, actor: undefined };
  const headers: Record<string, string> = {};
  for (const name of propagation.fields()) {
    const value = readOwnData(carrier, name);
    if (typeof value === 'string') headers[name] = value;
  }
  return {
    from: propagation.extract(ROOT_CONTEXT, headers),
    requestId: shortText(readOwnData(carrier, 'requestId')),
    actor: actorOf(readOwnData(carrier, 'actor')),
  };
}

function parsed(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function actorOf(given: unknown): Actor | undefined {
  const id = shortText(readOwnData(given, 'id'));
  if (id === undefined) return undefined;
  const tenant = shortText(readOwnData(given, 'tenant'));
  const actingFor = shortText(readOwnData(given, 'actingFor'));
  const type = readOwnData(given, 'type');
  return {
    id,
    ...(tenant !== undefined && { tenant }),
    ...(actingFor !== undefined && { actingFor }),
    ...((type === 'user' || type === 'service' || type === 'system') && { type }),
  };
}

function shortText(value: unknown): string | undefined {
  return typeof value === 'string' && value.length > 0 && value.length <= longestValue ? value : undefined;
}
