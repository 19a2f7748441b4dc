import type { ResolvedOutgoingHttp } from '../../config/resolve-outgoing-http.js';
import type { PropagationPolicy } from '../../context/propagation-policy.js';
import type { Runtime } from '../../core/runtime.js';
import { PeerNames } from './peer-names.js';
import { Resends } from './resends.js';
import { UrlTemplates } from './url-template.js';

const policyKey = Symbol.for('nestjs-observability.outbound.v1');

/** What the policy is made of. */
export interface OutboundPolicySettings extends ResolvedOutgoingHttp {
  readonly propagation: PropagationPolicy;
  /** Whether calls carry the trace context at all. */
  readonly propagates: boolean;
}

/** How one application sees its outgoing calls. */
export class OutboundPolicy {
  readonly peers: PeerNames;
  readonly templates: UrlTemplates;
  readonly resends = new Resends();
  private readonly servers = new Set<string>();

  constructor(private readonly settings: OutboundPolicySettings) {
    this.peers = new PeerNames(settings.peers);
    this.templates = new UrlTemplates(settings.templates);
  }

  /** Whether the host may know the trace. */
  sendsTo(host: string): boolean {
    const { propagates, propagation } = this.settings;
    return propagates && (propagation.sendsEverywhere || propagation.sendsTo(host));
  }

  /** Whether a server has a place among the labels; a crawler would fill any memory otherwise. */
  knows(server: string): boolean {
    if (this.servers.has(server)) return true;
    if (this.servers.size >= this.settings.maxServers) return false;
    this.servers.add(server);
    return true;
  }
}

/** The policy of an application; absent where its calls are not observed. */
export function outboundPolicyOf(runtime: Runtime | undefined): OutboundPolicy | undefined {
  return runtime?.extensions.get(policyKey) as OutboundPolicy | undefined;
}

/** Makes the policy of an application known to the observers, which are those of the process. */
export function useOutboundPolicy(runtime: Runtime, policy: OutboundPolicy): void {
  runtime.extensions.set(policyKey, policy);
}
