import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Transfer } from '../../src/domain/transfer.ts';
import { type Anvil, startAnvil } from '../support/anvil.ts';
import { nodeSource } from '../support/evm-chain.ts';
import { type RunningService, startService } from '../support/running-service.ts';
import { until } from '../support/until.ts';
import { writeWatchConfig } from '../support/watch-world.ts';

const blocks = 300;
/** Two workers start one after the other, on a machine that may be busy. */
const timeoutMs = 180_000;
const never = new AbortController().signal;

let anvil: Anvil;
let service: RunningService;
let client: pg.Client;

beforeAll(async () => {
  anvil = await startAnvil({ chainNumber: 41_051 });
  const token = await anvil.deploy('PlainToken', 'Test dollar', 'TUSD', 6);
  const [payer = '', payee = ''] = anvil.accounts;
  for (let n = 0; n < blocks; n++) await anvil.send({ from: payer, to: payee, value: 3n });
  service = await startService(writeWatchConfig(anvil, token, '{ fromHeight: 1 }'), undefined);
  client = new pg.Client({ connectionString: service.databaseUrl });
  await client.connect();
});
afterAll(async () => {
  await client?.end();
  await service?.stop();
  await anvil?.stop();
});

interface Standing {
  readonly cursor: number;
  readonly newest: number;
  readonly covered: number;
}

/** Where the cursor stands, and the newest transfer and covered block, all at one moment. */
const standing = async (): Promise<Standing | undefined> => {
  const { rows } = await client.query<{ cursor: string; newest: string; covered: string }>(
    `select (select cursor ->> 'height' from chain_watch) as cursor,
       (select max(height) from transfer) as newest,
       (select max(to_height) from coverage where account_id = 0) as covered`,
  );
  const [row] = rows;
  if (!row?.cursor || !row.newest) return undefined;
  const { cursor, newest, covered } = row;
  return { cursor: Number(cursor), newest: Number(newest), covered: Number(covered) };
};

it(
  'goes on after kill -9 where it was, with every transfer once',
  async () => {
    const killed = await service.startWorker();
    await until('ingestion is on its way', async () => {
      const now = await standing();
      return now && now.cursor > 30 ? now : undefined;
    });
    killed.kill('SIGKILL');
    // What it had in hand ends or does not; the store shows the one or the other.
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const left = await standing();
    if (!left) throw new Error('nothing was stored');
    expect(left.cursor).toBeLessThan(blocks);
    expect(left).toEqual({ cursor: left.cursor, newest: left.cursor, covered: left.cursor });
    await service.startWorker();
    const head = Number(await anvil.rpc<string>('eth_blockNumber'));
    await until('another worker has read the rest', async () =>
      (await standing())?.cursor === head ? true : undefined,
    );
    const expected: Transfer[] = [];
    const source = nodeSource(anvil);
    for await (const batch of source.blocks({ fromHeight: 1, toHeight: head }, never)) {
      expected.push(...batch.transfers);
    }
    const { rows } = await client.query<{ height: string; position: number; amount: string }>(
      `select height, position, amount_base::text as amount from transfer
     order by height, tx_index, position`,
    );
    expect(rows.map((row) => `${row.height} ${row.position} ${row.amount}`)).toEqual(
      expected.map((one) => `${one.height} ${one.position} ${one.amountBase}`),
    );
  },
  timeoutMs,
);
