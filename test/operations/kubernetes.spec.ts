import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

const docker = join(__dirname, '../../docker');

describe('The Kubernetes files', () => {
  const base = join(docker, 'kubernetes/base');

  it('are all named in the kustomization', () => {
    const { resources } = parse(readFileSync(join(base, 'kustomization.yaml'), 'utf8')) as {
      resources: string[];
    };

    expect(
      readdirSync(base)
        .filter(name => name !== 'kustomization.yaml')
        .toSorted(),
    ).toEqual(resources.toSorted());
  });

  it('are what the schemas of Kubernetes and of the Prometheus operator ask for', () => {
    const file = join(__dirname, 'support/check-manifests.mjs');
    const { stdout, stderr, status } = spawnSync(process.execPath, [file, base], { encoding: 'utf8' });

    expect(`${stdout}${stderr}`).toBe('');
    expect(status).toBe(0);
  });

  it('grant a stop the time that it takes', () => {
    const { spec } = parse(readFileSync(join(base, 'deployment.yaml'), 'utf8')) as {
      spec: {
        template: {
          spec: {
            terminationGracePeriodSeconds: number;
            containers: { lifecycle: { preStop: { sleep: { seconds: number } } } }[];
          };
        };
      };
    };
    const { terminationGracePeriodSeconds, containers } = spec.template.spec;

    // 20 seconds: all deadlines of the library together (docs/shutdown.md).
    expect(terminationGracePeriodSeconds).toBeGreaterThanOrEqual(
      (containers[0]?.lifecycle.preStop.sleep.seconds ?? 0) + 20,
    );
  });
});
