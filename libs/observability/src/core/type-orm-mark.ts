/**
 * Whether it is a data source of TypeORM, by the mark that TypeORM's own `InstanceChecker` reads: unlike `instanceof` it also
 * holds when the application and this library resolve two copies of TypeORM.
 */
export function isDataSource<DataSource extends object>(candidate: unknown): candidate is DataSource {
  try {
    return (
      typeof candidate === 'object' &&
      candidate !== null &&
      (candidate as Record<string, unknown>)['@instanceof'] === Symbol.for('DataSource')
    );
  } catch {
    // Providers may be proxies that refuse to be looked at outside their scope.
    return false;
  }
}
