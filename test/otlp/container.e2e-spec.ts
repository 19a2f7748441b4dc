import { join } from 'node:path';
import { ChildApp } from '../support/child-app.js';
import { OtlpReceiver } from '../support/otlp-receiver.js';
import { adapters } from '../support/test-app.js';
import { containerMissing, inContainer } from './support/container.js';

const file = join(__dirname, 'fixtures', 'one-request.mjs');
const containerId = 'c0ffee'.padEnd(64, '1');
const pod = 'orders-6d4cf56db6-x7k2p';
const missing = containerMissing();

(missing ? describe.skip : describe).each(adapters)(
  `an application on %s in a container of a pod${missing ? ` (skipped: ${missing})` : ''}`,
  adapter => {
    it('says which one, in traces, metrics and logs alike', async () => {
      const receiver = await OtlpReceiver.start();
      const env = {
        OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint,
        OTEL_RESOURCE_ATTRIBUTES: 'k8s.node.name=node-7,k8s.deployment.name=orders',
        KUBERNETES_SERVICE_HOST: '10.0.0.1',
        HOSTNAME: pod,
        NODE_ENV: 'production',
      };
      const launcher = inContainer({ containerId, namespace: 'shop' });
      const child = new ChildApp(file, { args: [adapter], env, launcher });
      const exit = await child.waitForExit();
      await receiver.stop();

      expect([exit.code, child.stderr]).toEqual([0, []]);
      const { spans, metricPoints, logRecords } = receiver;
      for (const signal of [spans, metricPoints, logRecords]) expect(signal).not.toHaveLength(0);
      const [resource, ...others] = [...spans, ...metricPoints, ...logRecords].map(
        ({ resource: own }) => own,
      );
      for (const other of others) expect(other).toEqual(resource);
      expect(resource).toMatchObject({
        'container.id': containerId,
        'k8s.pod.name': pod,
        'k8s.namespace.name': 'shop',
        'k8s.node.name': 'node-7',
        'k8s.deployment.name': 'orders',
      });
    });
  },
);
