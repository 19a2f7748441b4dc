import { propagation, type Baggage, type Context } from '@opentelemetry/api';
import { runtimeFor, type Runtime } from '../core/runtime.js';

/** What may travel beside the trace, and where to. */
export interface PropagationPolicySettings {
  readonly baggage: {
    readonly keys: ReadonlySet<string>;
    readonly maxEntries: number;
    readonly maxBytes: number;
  };
  /** In lower case, `*.` in front for every name below; `undefined` is every host. */
  readonly injectHosts: readonly string[] | undefined;
}

const policyKey = Symbol.for('nestjs-observability.propagation.v1');

/** What one application lets in and out with its trace. */
export class PropagationPolicy {
  constructor(private readonly settings: PropagationPolicySettings) {}

  /** The context with the entries of its baggage that may travel, as far as they have room. */
  withAllowedBaggage(active: Context): Context {
    const baggage = propagation.getBaggage(active);
    if (!baggage) return active;
    const allowed = this.allowed(baggage);
    return allowed.length === 0
      ? propagation.deleteBaggage(active)
      : propagation.setBaggage(active, propagation.createBaggage(Object.fromEntries(allowed)));
  }

  /** Whether every host gets the trace context, so that none has to be looked at. */
  get sendsEverywhere(): boolean {
    return this.settings.injectHosts === undefined;
  }

  /** Whether a host gets the trace context. */
  sendsTo(host: string): boolean {
    const name = host.toLowerCase().replace(/^\[|\]$/g, '');
    const { injectHosts } = this.settings;
    return (
      injectHosts?.some(one => (one.startsWith('*.') ? name.endsWith(one.slice(1)) : name === one)) ?? true
    );
  }

  private allowed(baggage: Baggage): ReturnType<Baggage['getAllEntries']> {
    const { keys, maxEntries, maxBytes } = this.settings.baggage;
    let room = maxBytes;
    const kept: ReturnType<Baggage['getAllEntries']> = [];
    for (const [key, entry] of keys.size === 0 ? [] : baggage.getAllEntries()) {
      const size = Buffer.byteLength(key) + Buffer.byteLength(entry.value);
      if (!keys.has(key) || size > room) continue;
      if (kept.length >= maxEntries) break;
      room -= size;
      kept.push([key, entry]);
    }
    return kept;
  }
}

/** The policy of the application that the work belongs to. */
export function policyIn(active: Context): PropagationPolicy | undefined {
  return policyOf(runtimeFor(active, undefined));
}

/** The policy of an application. */
export function policyOf(runtime: Runtime | undefined): PropagationPolicy | undefined {
  return runtime?.extensions.get(policyKey) as PropagationPolicy | undefined;
}

/** Makes the policy known to what the applications of a process share. */
export function usePolicy(extensions: Map<symbol, unknown>, policy: PropagationPolicy): void {
  extensions.set(policyKey, policy);
}
