import type { QueryRunner } from 'typeorm';

/** What the runners of TypeORM 1.1 have for this, each in its own way. */
interface Discardable {
  releasePostgresConnection?(error: Error): Promise<void>;
  databaseConnection?: { destroy?(): void };
}

/** Throws the connection of a runner away instead of giving it back to the pool: the server rolls back what is open. */
export async function discardConnection(runner: QueryRunner, reason: Error): Promise<void> {
  const { databaseConnection, releasePostgresConnection } = runner as unknown as Discardable;
  if (releasePostgresConnection) {
    await releasePostgresConnection.call(runner, reason);
    return;
  }
  databaseConnection?.destroy?.();
}
