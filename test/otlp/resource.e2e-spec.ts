import { hostname } from 'node:os';
import type { ObservabilityOptions } from 'nestjs-observability';
import { setEnvironment } from '../support/environment.js';
import { OtlpReceiver } from '../support/otlp-receiver.js';
import type { ReceivedAttributes } from '../support/received-telemetry.js';
import { startShop } from '../support/shop-app.js';
import { adapters } from '../support/test-app.js';

describe.each(adapters)('the OTLP resource on %s', adapter => {
  let receiver: OtlpReceiver;
  let restore: () => void = () => undefined;
  beforeEach(async () => void (receiver = await OtlpReceiver.start()));
  afterEach(async () => {
    restore();
    await receiver.stop();
  });

  /** The one resource that all signals of one run carried. */
  const resourceOf = async (
    options: ObservabilityOptions,
    variables: Record<string, string> = {},
  ): Promise<ReceivedAttributes> => {
    restore = setEnvironment({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint, ...variables });
    const { client, stop } = await startShop(options, adapter);
    await client.get('/orders/7');
    await stop();
    const { spans, metricPoints, logRecords } = receiver;
    for (const signal of [spans, metricPoints, logRecords]) expect(signal).not.toHaveLength(0);
    const [first, ...others] = [...spans, ...metricPoints, ...logRecords].map(({ resource }) => resource);
    for (const other of others) expect(other).toEqual(first);
    return first as ReceivedAttributes;
  };

  it('is one for traces, metrics and logs, and says which service, host and process', async () => {
    const resource = await resourceOf({
      service: {
        name: 'orders',
        version: '4.5.6',
        namespace: 'shop',
        instanceId: 'orders-1',
        environment: 'staging',
        attributes: { team: 'checkout' },
      },
    });
    expect(resource).toMatchObject({
      'service.name': 'orders',
      'service.version': '4.5.6',
      'service.namespace': 'shop',
      'service.instance.id': 'orders-1',
      'deployment.environment.name': 'staging',
      team: 'checkout',
      'host.name': hostname(),
      'host.arch': expect.any(String),
      'os.type': process.platform,
      'process.pid': process.pid,
      'process.runtime.name': 'nodejs',
      'process.runtime.version': process.versions.node,
      'telemetry.sdk.language': 'nodejs',
    });
  });

  it('never carries the arguments or the owner of the process', async () => {
    const resource = await resourceOf({});
    const keys = Object.keys(resource);
    expect(keys.filter(key => key.startsWith('process.')).sort()).toEqual([
      'process.executable.name',
      'process.executable.path',
      'process.pid',
      'process.runtime.description',
      'process.runtime.name',
      'process.runtime.version',
    ]);
  });

  it('has an instance id of its own for each start', async () => {
    const first = await resourceOf({});
    receiver.reset();
    restore();
    const second = await resourceOf({});
    expect(first['service.instance.id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(second['service.instance.id']).not.toBe(first['service.instance.id']);
  });

  it('lets OTEL_RESOURCE_ATTRIBUTES win over options and over what is detected', async () => {
    const resource = await resourceOf(
      { service: { version: '1.0.0', attributes: { team: 'checkout' } } },
      {
        OTEL_RESOURCE_ATTRIBUTES:
          'service.version=9.9.9,team=payments,host.name=edge-7,deployment.environment.name=canary',
      },
    );
    expect(resource).toMatchObject({
      'service.version': '9.9.9',
      team: 'payments',
      'host.name': 'edge-7',
      'deployment.environment.name': 'canary',
    });
  });

  it('lets OTEL_SERVICE_NAME win over OTEL_RESOURCE_ATTRIBUTES', async () => {
    const resource = await resourceOf(
      { service: { name: 'by-option' } },
      { OTEL_SERVICE_NAME: 'by-name', OTEL_RESOURCE_ATTRIBUTES: 'service.name=by-attributes' },
    );
    expect(resource['service.name']).toBe('by-name');
  });

  it('lets attributes of the options win over what is detected', async () => {
    const resource = await resourceOf({ service: { attributes: { 'host.name': 'blue-3' } } });
    expect(resource['host.name']).toBe('blue-3');
  });

  it('names the pod inside Kubernetes', async () => {
    const resource = await resourceOf(
      {},
      { KUBERNETES_SERVICE_HOST: '10.0.0.1', HOSTNAME: 'orders-6d4cf56db6-x7k2p' },
    );
    expect(resource).toMatchObject({ 'k8s.pod.name': 'orders-6d4cf56db6-x7k2p' });
  });

  it('says nothing of Kubernetes elsewhere', async () => {
    const resource = await resourceOf({});
    expect(Object.keys(resource).filter(key => key.startsWith('k8s.'))).toEqual([]);
  });
});
