import { describeFailure, type Failure } from '../../core/failure.js';
import { attr } from '../../core/names.js';
import type { Operation } from '../../core/operation.js';
import { readOwnData, readProperty } from '../../core/untrusted-read.js';
import type { BoundedTypes } from '../../errors/bounded-types.js';
import type { GraphqlErrorLike, GraphqlNode } from './graphql-parts.js';

const operationTypes: ReadonlySet<unknown> = new Set(['query', 'mutation', 'subscription']);

/** Names are of clients, and a span is no place for a novel. */
const longestName = 256;

/** Says which GraphQL operation a request is; later ones of a batch change nothing. */
export function describeGraphql(
  { dimensions, details }: Operation,
  node: GraphqlNode | undefined,
  names: BoundedTypes,
): void {
  if (!node || !operationTypes.has(node.operation) || dimensions[attr.graphqlOperationType] !== undefined)
    return;
  dimensions[attr.graphqlOperationType] = node.operation as string;
  const name = node.name?.value.slice(0, longestName);
  if (name === undefined) return;
  const label = names.of(name);
  dimensions[attr.graphqlOperationName] = label;
  if (label !== name) details[attr.graphqlOperationName] = name;
}

/** The codes with which Apollo says that the client is to blame. */
const clientCodes: ReadonlySet<unknown> = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
  'BAD_USER_INPUT',
  'BAD_REQUEST',
  'OPERATION_RESOLUTION_FAILURE',
  'FORBIDDEN',
  'UNAUTHENTICATED',
]);

/** The error that says most about a request: one that nobody expects before one that refuses. */
export function failureOf(errors: readonly GraphqlErrorLike[]): Failure | undefined {
  let first: Failure | undefined;
  for (const error of errors) {
    const failure = describeGraphqlError(error);
    if (!failure.expected) return failure;
    first ??= failure;
  }
  return first;
}

/** What a resolver threw, or what GraphQL itself has to say. */
function describeGraphqlError(error: GraphqlErrorLike): Failure {
  const original = readProperty(error, 'originalError');
  const code = readOwnData(readProperty(error, 'extensions'), 'code');
  const failure = describeFailure(original ?? error);
  return { ...failure, expected: failure.expected || clientCodes.has(code) };
}
