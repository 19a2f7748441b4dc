import { attr } from '../core/names.js';
import { HttpLabels } from './http-labels.js';

const request = { [attr.httpRequestMethod]: 'GET', [attr.urlScheme]: 'http', [attr.httpRoute]: '/a' };

describe('HttpLabels', () => {
  it('gives the same object for equal labels, and only for them', () => {
    const labels = new HttpLabels();
    const first = labels.of({ ...request, [attr.httpResponseStatusCode]: 200 });
    expect(labels.of({ [attr.httpResponseStatusCode]: 200, ...request })).toBe(first);
    const others = [
      { [attr.httpResponseStatusCode]: 500 },
      { [attr.httpResponseStatusCode]: 200, [attr.httpRoute]: '/b' },
      { [attr.httpResponseStatusCode]: 200, [attr.httpRequestMethod]: 'POST' },
      { [attr.httpResponseStatusCode]: 200, [attr.urlScheme]: 'https' },
      { [attr.httpResponseStatusCode]: 200, [attr.errorType]: 'Error' },
    ].map(other => labels.of({ ...request, ...other }));
    expect(new Set([first, ...others]).size).toBe(6);
  });

  it('takes nothing but labels, and calls what no handler matched by one name', () => {
    const dimensions = { [attr.httpRequestMethod]: 'GET', [attr.codeFunctionName]: 'A.b' };
    expect(new HttpLabels().of(dimensions)).toEqual({
      [attr.httpRequestMethod]: 'GET',
      [attr.httpRoute]: 'unmatched',
    });
  });

  it('keeps no more than its limit and still answers rightly beyond it', () => {
    const labels = new HttpLabels(1);
    const first = labels.of(request);
    const beyond = { ...request, [attr.httpRoute]: '/b' };
    expect(labels.of(beyond)).toEqual(beyond);
    expect(labels.of(beyond)).not.toBe(labels.of(beyond));
    expect(labels.of(request)).toBe(first);
  });
});
