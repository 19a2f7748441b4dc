import { MissingPackageError } from './missing-package.error.js';
import type { GrpcPackage } from './grpc.transport.js';

/**
 * Loads the optional peer when an exporter is made.
 *
 * @throws {@link MissingPackageError} with the command that installs it
 */
export async function grpcPackage(): Promise<GrpcPackage> {
  try {
    return await import('@grpc/grpc-js');
  } catch {
    throw new MissingPackageError('@grpc/grpc-js', `otlp.protocol 'grpc'`);
  }
}
