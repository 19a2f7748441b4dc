import { context } from '@opentelemetry/api';
import { scopeIn } from '../../context/request-scope.js';
import type { FaultLog } from '../../core/fault-log.js';
import { setMetadata } from '../../core/metadata.js';
import { attr } from '../../core/names.js';
import type { Operation } from '../../core/operation.js';
import { BoundedTypes } from '../../errors/bounded-types.js';
import { describeGraphql, failureOf } from './graphql-operation.js';
import type { GraphqlRequest } from './graphql-parts.js';
import { sanitizedDocument } from './sanitized-document.js';

/** What the plugin works with. */
export interface ApolloPluginSettings {
  readonly faults: FaultLog;
  /** Whether the server span has the document. */
  readonly document: boolean;
}

/** What Apollo calls while a request goes on. */
interface RequestListener {
  didResolveOperation(request: GraphqlRequest): Promise<void>;
  didEncounterErrors(request: GraphqlRequest): Promise<void>;
}

/** Where `@Plugin()` of `@nestjs/apollo` leaves its mark, by which it finds the plugins among all providers. */
const pluginKey = 'graphql:plugin';

/**
 * A plugin of Apollo's server, which tells the operation of an HTTP request what GraphQL knows: which operation it is, and its
 * errors, which Apollo answers with status 200. Changes nothing of the answer.
 */
export class ApolloPlugin {
  private readonly names = new BoundedTypes();
  private readonly routes = new BoundedTypes(mostRoutes);

  constructor(private readonly settings: ApolloPluginSettings) {}

  /** A provider that Nest's GraphQL module finds, if there is one. */
  static create(settings: ApolloPluginSettings): ApolloPlugin {
    setMetadata(pluginKey, pluginKey, ApolloPlugin);
    return new ApolloPlugin(settings);
  }

  /** Called for each request, in its context. */
  async requestDidStart({ source: sent }: GraphqlRequest): Promise<RequestListener | undefined> {
    const { faults, document } = this.settings;
    const scope = scopeIn(context.active());
    const operation = scope?.operation;
    if (!scope || !operation) return undefined;
    this.nameRoute(operation);
    const tell = (work: () => void): void => void faults.guard('GraphQL plugin', work);
    return {
      didResolveOperation: async ({ operation: node, source = sent }) =>
        tell(() => {
          describeGraphql(operation, node, this.names);
          if (document && source !== undefined)
            operation.detail(attr.graphqlDocument, sanitizedDocument(source));
        }),
      didEncounterErrors: async ({ errors = [] }) =>
        tell(() => {
          const failure = failureOf(errors);
          if (failure && (!scope.failed || scope.failed.expected)) scope.failed = failure;
        }),
    };
  }

  /** On Express the server of Apollo is a middleware, so nobody tells the route; below its path clients may write what they like. */
  private nameRoute({ dimensions, details }: Operation): void {
    const path = details[attr.urlPath];
    if (dimensions[attr.httpRoute] !== undefined || typeof path !== 'string') return;
    if (this.routes.of(path) === path) dimensions[attr.httpRoute] = path;
  }
}

/** An application has a few GraphQL endpoints. */
const mostRoutes = 8;
