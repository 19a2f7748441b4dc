import { parsePrometheusText } from './prometheus-text.ts';

describe('parsePrometheusText', () => {
  const parse = (page: string) =>
    parsePrometheusText(page).map(({ name, labels, value }) => [name, Object.fromEntries(labels), value]);

  it('reads samples with and without labels and passes over comments', () => {
    const page =
      '# HELP up Is it?\n# TYPE up gauge\nup 1\nrequests_total{route="/orders/:id",code="200"} 4 1700000000000\n';
    expect(parse(page)).toEqual([
      ['up', {}, 1],
      ['requests_total', { route: '/orders/:id', code: '200' }, 4],
    ]);
  });

  it('undoes the escapes of label values, braces and commas in them included', () => {
    expect(parse('a{b="x\\"y,z}\\\\",c="d\\ne"} 2')).toEqual([['a', { b: 'x"y,z}\\', c: 'd\ne' }, 2]]);
  });

  it('knows infinity', () => {
    expect(parse('a{le="+Inf"} +Inf')).toEqual([['a', { le: '+Inf' }, Infinity]]);
  });
});
