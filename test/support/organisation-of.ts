import pg from 'pg';

/** The one organisation of a fresh service. */
export async function organisationOf(databaseUrl: string): Promise<string> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ id: string }>('select id from organisation');
    const [first] = rows;
    if (!first) throw new Error('no organisation');
    return first.id;
  } finally {
    await client.end();
  }
}
