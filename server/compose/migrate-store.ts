import type { InstallOptions } from './install-options.ts';

/** Builds what the database of an install lacks of collections and indexes, and gives what that was. */
export async function migrateStore({ mongo = null }: Pick<InstallOptions, 'mongo'>): Promise<readonly string[]> {
  // The store in a data folder brings itself up to date when it is opened.
  if (mongo === null) return [];
  const { connectMongo } = await import('../stores/mongo/connect.ts');
  const { migrateMongo } = await import('../stores/mongo/migrate.ts');
  const connection = await connectMongo(mongo.url);
  try {
    return (await migrateMongo(connection)).built;
  } finally {
    await connection.destroy();
  }
}
