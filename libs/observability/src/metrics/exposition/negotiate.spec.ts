import { negotiateFormat } from './negotiate.js';

const OPENMETRICS = 'application/openmetrics-text;version=1.0.0';

describe('negotiateFormat', () => {
  test.each([
    ['nothing is asked', undefined, 'text'],
    ['the header is empty', '', 'text'],
    ['anything goes', '*/*', 'text'],
    ['a browser asks', 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'text'],
    ['a client wants JSON, which nobody speaks', 'application/json', 'text'],
    ['OpenMetrics is asked for', OPENMETRICS, 'openmetrics'],
    ['OpenMetrics is asked for without a version', 'application/openmetrics-text', 'openmetrics'],
    ['the names are in capitals', 'Application/OpenMetrics-Text; Version="1.0.0"; Q=0.5', 'openmetrics'],
    ['only an older OpenMetrics is understood', 'application/openmetrics-text;version=0.0.1', 'text'],
    ['text is liked better', `${OPENMETRICS};q=0.3,text/plain;version=0.0.4;q=0.9`, 'text'],
    ['both are liked equally', `text/plain,${OPENMETRICS}`, 'openmetrics'],
    ['OpenMetrics is refused', `${OPENMETRICS};q=0`, 'text'],
    ['a quality is nonsense', `${OPENMETRICS};q=high`, 'text'],
    [
      'Prometheus 2.42 asks',
      `${OPENMETRICS},application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1`,
      'openmetrics',
    ],
    [
      'protobuf comes first',
      `application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited,${OPENMETRICS};q=0.8,text/plain;version=0.0.4;q=0.5,*/*;q=0.1`,
      'openmetrics',
    ],
    [
      'protobuf comes first and text is next',
      'application/vnd.google.protobuf;encoding=delimited;q=0.7,text/plain;version=0.0.4;q=0.3',
      'text',
    ],
    [
      'Prometheus 3 asks',
      `${OPENMETRICS};escaping=allow-utf-8;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,*/*;q=0.1`,
      'openmetrics',
    ],
  ] as const)('when %s', (_, accept, format) => {
    expect(negotiateFormat(accept)).toBe(format);
  });
});
