/** What is used of GraphQL's parsed document; the package is that of the application. */
export interface GraphqlNode {
  readonly kind: string;
  readonly operation?: string;
  readonly name?: { readonly value: string };
}

/** What is used of an error of GraphQL. */
export interface GraphqlErrorLike {
  readonly message?: unknown;
  /** What a resolver threw; absent where GraphQL itself complains. */
  readonly originalError?: unknown;
  readonly extensions?: { readonly code?: unknown };
}

/** Where a field is in the answer. */
export interface GraphqlPath {
  readonly prev?: GraphqlPath | undefined;
  readonly key: string | number;
}

/** What is used of a request as the server of Apollo hands it to its plugins. */
export interface GraphqlRequest {
  readonly source?: string;
  readonly operation?: GraphqlNode;
  readonly errors?: readonly GraphqlErrorLike[];
}
