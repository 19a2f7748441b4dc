import { FaultLog } from '../core/fault-log.js';
import { SdkDiagnostics } from './sdk-diagnostics.js';

describe('diagnostics of the SDK', () => {
  const reported: unknown[][] = [];
  const diagnostics = () => new SdkDiagnostics(new FaultLog((...report) => void reported.push(report)));
  beforeEach(() => void (reported.length = 0));

  it('tell the message of an error that comes as JSON', () => {
    diagnostics().error(JSON.stringify({ message: 'connect ECONNREFUSED', stack: 'Error: at there' }));
    expect(reported).toEqual([['OpenTelemetry SDK', 'connect ECONNREFUSED', 1]]);
  });

  it('tell a repeated error once, and count the rest', () => {
    const sdk = diagnostics();
    for (let batch = 0; batch < 100; batch += 1) sdk.warn('Dropped 12 spans because maxQueueSize reached');
    expect(reported).toHaveLength(1);
  });

  it('survive words that cannot be read', () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(() => diagnostics().error(proxy as never, undefined, Symbol('x'))).not.toThrow();
  });
});
