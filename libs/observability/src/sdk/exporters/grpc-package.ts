import type { GrpcPackage } from './grpc.transport.js';
import { MissingPackageError } from './missing-package.error.js';

/**
 * Loads the optional peer when an exporter is made.
 *
 * @throws {@link MissingPackageError} with the command that installs it
 */
export async function grpcPackage(
  load: () => Promise<GrpcPackage> = () => import('@grpc/grpc-js'),
): Promise<GrpcPackage> {
  try {
    return await load();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ERR_MODULE_NOT_FOUND' && code !== 'MODULE_NOT_FOUND') throw error;
    throw new MissingPackageError('@grpc/grpc-js', `otlp.protocol 'grpc'`);
  }
}
