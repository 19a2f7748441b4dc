import { grpcPackage } from './grpc-package.js';
import { MissingPackageError } from './missing-package.error.js';

describe('The package for gRPC', () => {
  it('is loaded when it is there', async () => {
    expect(await grpcPackage()).toHaveProperty('Client');
  });

  it('fails with the command that installs it when it is not', async () => {
    const missing = Object.assign(new Error('Cannot find package'), { code: 'ERR_MODULE_NOT_FOUND' });
    const failure = grpcPackage(() => Promise.reject(missing));
    await expect(failure).rejects.toThrow(MissingPackageError);
    await expect(failure).rejects.toThrow(/otlp\.protocol 'grpc' needs .* Run: npm install @grpc\/grpc-js/);
  });

  it('fails as it fails when it is broken', async () => {
    const broken = new SyntaxError('Unexpected token');
    await expect(grpcPackage(() => Promise.reject(broken))).rejects.toBe(broken);
  });
});
