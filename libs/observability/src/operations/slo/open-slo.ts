import { indicatorOf } from './indicator.js';
import type { Slo, SloFile } from './slo-file.js';

/** The objectives as OpenSLO documents, version `openslo/v1`, as YAML. */
export async function openSlo(file: SloFile): Promise<string> {
  const { stringify } = await import('yaml');
  const documents = [serviceDocument(file), ...file.objectives.map(slo => sloDocument(slo, file.service))];
  return documents.map(document => stringify(document, { lineWidth: 0 })).join('---\n');
}

function serviceDocument({ service }: SloFile): object {
  return { apiVersion: 'openslo/v1', kind: 'Service', metadata: { name: service }, spec: {} };
}

function sloDocument(slo: Slo, service: string): object {
  const { bad, total } = indicatorOf(slo, service);
  const source = (query: string): object => ({
    metricSource: { type: 'Prometheus', spec: { query } },
  });
  return {
    apiVersion: 'openslo/v1',
    kind: 'SLO',
    metadata: { name: `${service}-${slo.name}` },
    spec: {
      ...(slo.description !== undefined && { description: slo.description }),
      service,
      indicator: {
        metadata: { name: `${service}-${slo.name}-indicator` },
        spec: { ratioMetric: { counter: false, bad: source(bad('5m')), total: source(total('5m')) } },
      },
      timeWindow: [{ duration: slo.window, isRolling: true }],
      budgetingMethod: 'Occurrences',
      objectives: [{ displayName: slo.name, target: Number((slo.objective / 100).toPrecision(10)) }],
    },
  };
}
