/** Attributes of server spans that exist only where the options `http.headers`, `http.query` and `http.body` ask for them. */
export const capturedAttr = {
  /** Names of the parameters of a request, with masks for their values. */
  query: 'url.query',
  /** Followed by the name of a header in lower case; a list of its values, redacted. */
  requestHeader: 'http.request.header.',
  /** The same of the response. */
  responseHeader: 'http.response.header.',
  /** Ours. The body of the request as JSON, redacted and cut. */
  requestBody: 'http.request.body.content',
} as const;
