import { Interface, id, zeroPadValue } from 'ethers';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { matchSettingsOf, shippedCatalogue } from '../../../bench/crosschain-settings.ts';
import { legDecoder, loadFamilies } from '../../../src/crosschain/bridges/leg-decoder.ts';
import { ConversionReader } from '../../../src/crosschain/conversion-reader.ts';
import { eventAccount, tokenAsset } from '../../../src/crosschain/event-values.ts';
import { ConversionStore } from '../../../src/crosschain/store.ts';
import { complete } from '../../../src/domain/completeness.ts';
import { PostgresLedger } from '../../../src/ledger/postgres/ledger.ts';
import { PostgresUtxoLedger } from '../../../src/ledger/postgres/utxo-ledger.ts';
import type { ChainCatalogue } from '../../../src/ports/chain-catalogue.ts';
import { type Anvil, type DeployedContract, startAnvil } from '../../support/anvil.ts';
import { openTestDatabase, type TestDatabase } from '../../support/database.ts';
import { evmChain, nodeSource } from '../../support/evm-chain.ts';

const organisation = '01890000-0000-7000-8000-000000000001';
const signal = AbortSignal.timeout(60_000);
const wage = 1_000_000_000n;

interface Place {
  readonly anvil: Anvil;
  readonly usd: DeployedContract;
  readonly other: DeployedContract;
  readonly spoke: DeployedContract;
  readonly celer: DeployedContract;
  readonly exchange: DeployedContract;
}

let database: TestDatabase;
let ledger: PostgresLedger;
let reader: ConversionReader;
let places: Place[] = [];
const names = { employer: '', worker: '', middle: '', end: '', relayer: '' };

async function openPlace(chainNumber: number): Promise<Place> {
  const anvil = await startAnvil({ chainNumber });
  const usd = await anvil.deploy('PlainToken', 'Dollar', 'USD', 6);
  const other = await anvil.deploy('PlainToken', 'Other dollar', 'OUSD', 6);
  const spoke = await anvil.deploy('SpokePool');
  const celer = await anvil.deploy('CelerPool');
  const exchange = await anvil.deploy('Exchange');
  return { anvil, usd, other, spoke, celer, exchange };
}

function catalogueOf(all: readonly Place[]): ChainCatalogue {
  const chains = all.map(({ anvil }) => evmChain(anvil, []).chain);
  const sources = new Map(all.map(({ anvil }) => [anvil.chain, nodeSource(anvil)]));
  return {
    chains: () => chains,
    chain: (id) => chains.find((chain) => chain.id === id),
    source: (id) => sources.get(id),
    asset: () => undefined,
    tracing: () => complete,
  };
}

/** Reads a receiver's account into the ledger, as a following flow would. */
async function readAccount(place: Place, account: string): Promise<void> {
  const source = nodeSource(place.anvil);
  const { height } = await source.head(signal);
  const range = { fromHeight: 0, toHeight: height };
  for await (const batch of source.account(
    eventAccount(place.anvil.chain, account),
    range,
    signal,
  )) {
    const { transfers, events } = batch;
    await ledger.append({ owner: { shared: true }, transfers, events, coverage: [] });
  }
}

beforeAll(async () => {
  database = await openTestDatabase();
  ledger = new PostgresLedger(database.database);
  places = [await openPlace(31_501), await openPlace(31_502), await openPlace(31_503)];
  const catalogue = shippedCatalogue();
  const decoder = legDecoder(await loadFamilies(catalogue));
  reader = new ConversionReader({
    chains: catalogueOf(places),
    ledger,
    coins: new PostgresUtxoLedger(database.database, () => []),
    store: new ConversionStore(database.database, 'test'),
    decoder,
    match: matchSettingsOf(catalogue),
    prices: {
      pricesOf: async (questions) =>
        questions.map(() => ({ state: 'unknown', reason: 'no-price' })),
    },
    swaps: { orderHolders: [] },
  });
  const [employer = '', worker = '', middle = '', end = '', relayer = ''] =
    places[0]?.anvil.accounts ?? [];
  Object.assign(names, { employer, worker, middle, end, relayer });
});

afterAll(async () => {
  await Promise.all(places.map(({ anvil }) => anvil.stop()));
  await database.close();
});

const at = (index: number): Place => {
  const place = places[index];
  if (!place) throw new Error(`no place ${index}`);
  return place;
};

describe('a wage over three chains', () => {
  it('is followed by each conversion with exact amounts and the hash of each end', async () => {
    const { worker, middle, end, relayer } = names;
    const [a, b, c] = [at(0), at(1), at(2)];

    // On A the worker sends his wage to B by Across.
    await a.usd.call(relayer, 'mint', [worker, wage]);
    await a.usd.call(worker, 'approve', [a.spoke.address, wage]);
    const terms = [a.usd.address, b.usd.address, wage, 999_000_000n, 31_502, 7, middle];
    const departed = await a.spoke.call(worker, 'deposit', terms);

    const refsA = [{ chain: a.anvil.chain, tx: departed }];
    const [pending] = (await reader.conversionsOf(organisation, refsA, signal)).conversions;
    expect(pending).toMatchObject({
      pending: { reason: 'not-seen', amountBase: 999_000_000n },
      declared: {
        chain: b.anvil.chain,
        recipient: { account: eventAccount(b.anvil.chain, middle) },
      },
    });

    // On B the relayer fills, and the receiver swaps. The clocks of the chains go by their blocks.
    await b.anvil.mine(10);
    await b.usd.call(relayer, 'mint', [relayer, 999_000_000n]);
    await b.usd.call(relayer, 'approve', [b.spoke.address, 999_000_000n]);
    const filled = await b.spoke.call(relayer, 'fill', [
      b.usd.address,
      999_000_000n,
      31_501,
      7,
      middle,
    ]);
    await readAccount(b, middle);
    const arrived = await reader.conversionsOf(organisation, refsA, signal);
    const [first] = arrived.conversions;
    expect(first).toMatchObject({
      kind: 'bridge',
      protocol: 'across',
      source: { account: eventAccount(a.anvil.chain, worker), amountBase: wage, tx: departed },
      destinations: [
        {
          account: eventAccount(b.anvil.chain, middle),
          asset: tokenAsset(eventAccount(b.anvil.chain, b.usd.address)),
          amountBase: 999_000_000n,
          tx: filled,
          method: 'exact-id',
          confidence: 'high',
        },
      ],
      fees: [{ amountBase: 1_000_000n }],
    });
    expect(first?.pending).toBeUndefined();
    const carried = new Set(arrived.transfers.map((t) => `${t.chain}:${t.tx}:${t.position}`));
    const sides = first ? [first.source, ...first.destinations] : [];
    for (const side of sides) {
      expect(side.transferKeys.length).toBeGreaterThan(0);
      for (const key of side.transferKeys) expect(carried.has(key)).toBe(true);
    }

    await b.other.call(relayer, 'mint', [b.exchange.address, 998_000_000n]);
    await b.usd.call(middle, 'approve', [b.exchange.address, 999_000_000n]);
    const swapTerms = [b.usd.address, 999_000_000n, b.other.address, 998_000_000n];
    const swapped = await b.exchange.call(middle, 'swap', swapTerms);
    const refsSwap = [{ chain: b.anvil.chain, tx: swapped }];
    const [swap] = (await reader.conversionsOf(organisation, refsSwap, signal)).conversions;
    expect(swap).toMatchObject({
      kind: 'swap',
      source: { account: eventAccount(b.anvil.chain, middle), amountBase: 999_000_000n },
      destinations: [{ amountBase: 998_000_000n, confidence: 'certain' }],
    });

    // From B to C by Celer.
    await b.other.call(middle, 'approve', [b.celer.address, 998_000_000n]);
    const sent = await b.celer.call(middle, 'send', [
      end,
      b.other.address,
      998_000_000n,
      31_503,
      1,
    ]);
    const receipt = await b.anvil.rpc<{ logs: { data: string; topics: string[] }[] }>(
      'eth_getTransactionReceipt',
      sent,
    );
    const id = receipt.logs.at(-1)?.data.slice(0, 66) ?? '';
    expect(zeroPadValue(id, 32)).toBe(id);
    await c.anvil.mine(50);
    await c.usd.call(relayer, 'mint', [c.celer.address, 997_000_000n]);
    await c.celer.call(relayer, 'relay', [end, c.usd.address, 997_000_000n, 31_502, id]);
    await readAccount(c, end);
    const refsB = [{ chain: b.anvil.chain, tx: sent }];
    const [last] = (await reader.conversionsOf(organisation, refsB, signal)).conversions;
    expect(last).toMatchObject({
      protocol: 'celer',
      destinations: [{ account: eventAccount(c.anvil.chain, end), amountBase: 997_000_000n }],
    });
  });

  it('says that a chain is not configured instead of waiting for it', async () => {
    const { worker, relayer } = names;
    const a = at(0);
    await a.usd.call(relayer, 'mint', [worker, wage]);
    await a.usd.call(worker, 'approve', [a.spoke.address, wage]);
    const terms = [a.usd.address, a.usd.address, wage, wage, 999_999, 8, worker];
    const tx = await a.spoke.call(worker, 'deposit', terms);
    const refs = [{ chain: a.anvil.chain, tx }];
    const [conversion] = (await reader.conversionsOf(organisation, refs, signal)).conversions;
    expect(conversion).toMatchObject({
      pending: { reason: 'unsupported-chain' },
      declared: { chainRaw: '999999', recipient: { raw: worker, family: 'evm' } },
    });
  });

  it('pairs payments that carry their id in the calldata, which the source tells', async () => {
    const { worker, end } = names;
    const [a, b] = [at(0), at(1)];
    // The solver of Relay, as the shipped catalogue has it.
    const solver = '0xf70da97812cb96acdf810712aa562db8dfa3dbef';
    const orderId = `0x${'7e'.repeat(32)}`;
    const paid = await a.anvil.send({ from: worker, to: solver, value: 1_000n, data: orderId });
    await b.anvil.mine(100);
    await b.anvil.rpc('anvil_impersonateAccount', solver);
    await b.anvil.rpc('anvil_setBalance', solver, '0xde0b6b3a7640000');
    const payout = await b.anvil.send({ from: solver, to: end, value: 990n, data: orderId });
    const refsPayout = [{ chain: b.anvil.chain, tx: payout }];
    expect((await reader.conversionsOf(organisation, refsPayout, signal)).conversions).toEqual([]);
    // On the way back the departure is not known before it was read, and the solver is a wall.
    const lost = await reader.arrivalsIn(organisation, refsPayout, signal);
    expect(lost.conversions).toEqual([]);
    expect(lost.reasons.map(({ code }) => code)).toEqual(['bridge-source-unknown']);
    expect(lost.verdicts).toMatchObject([
      { account: eventAccount(b.anvil.chain, solver), kind: 'bridge', source: 'inferred' },
    ]);
    const refs = [{ chain: a.anvil.chain, tx: paid }];
    const [conversion] = (await reader.conversionsOf(organisation, refs, signal)).conversions;
    const back = await reader.arrivalsIn(organisation, refsPayout, signal);
    expect(back).toMatchObject({ conversions: [conversion], verdicts: [], reasons: [] });
    expect(new Set(back.transfers.map(({ tx }) => tx))).toEqual(new Set([paid, payout]));
    // However many depart to the same receiver, a way back looks at some of them, and says so.
    await database.database.system((tx) =>
      sql`insert into bridge_leg (key, chain, tx, height, ids, parties, protocol, at, by_time, leg)
        select key || n, chain, left(tx, -2) || n + 10, height, array['other ' || n], parties, protocol, at, by_time,
          leg || jsonb_build_object('tx', left(tx, -2) || n + 10, 'role', 'source', 'ids', '[]'::jsonb)
        from bridge_leg, generate_series(1, 50) n where tx = ${payout}`.execute(tx),
    );
    const crowded = await reader.arrivalsIn(organisation, refsPayout, signal);
    expect(crowded.conversions).toEqual([conversion]);
    expect(crowded.reasons.map(({ code }) => code)).toContain('bridge-search-limit');
    expect(conversion).toMatchObject({
      protocol: 'relay',
      source: { account: eventAccount(a.anvil.chain, worker), amountBase: 1_000n },
      destinations: [
        {
          account: eventAccount(b.anvil.chain, end),
          amountBase: 990n,
          tx: payout,
          method: 'exact-id',
          confidence: 'certain',
        },
      ],
    });
  });

  it.each([
    ['what a text of the store cannot be', '\u0000'],
    ['more than an index holds', Array.from({ length: 9_000 }, (_, n) => id(`${n}`)[5]).join('')],
  ])('is kept though the receiver of a payment through a bridge is %s', async (_what, receiver) => {
    const { worker } = names;
    const a = at(0);
    const router = await a.anvil.deploy('MemoRouter');
    await a.usd.call(worker, 'mint', [worker, 100n]);
    await a.usd.call(worker, 'approve', [router.address, 100n]);
    const given = [router.address, a.usd.address, 100n, `=:ETH.ETH:${receiver}`];
    const tx = await router.call(worker, 'deposit', given);
    const refs = [{ chain: a.anvil.chain, tx }];
    for (const _reading of ['from the chain', 'as it was kept']) {
      const { conversions } = await reader.conversionsOf(organisation, refs, signal);
      expect(conversions).toMatchObject([
        { protocol: 'thorchain', source: { amountBase: 100n }, pending: {} },
      ]);
    }
  });

  it('says that what a bridge was told could not be read', async () => {
    const { worker } = names;
    const a = at(0);
    const router = await a.anvil.deploy('MemoRouter');
    await a.usd.call(worker, 'mint', [worker, 100n]);
    await a.usd.call(worker, 'approve', [router.address, 100n]);
    const face = new Interface(['function deposit(address, address, uint256, string)']);
    const given = [router.address, a.usd.address, 100n, 'zzzz'];
    const data = face.encodeFunctionData('deposit', given).replace('7a7a7a7a', 'ffffffff');
    const tx = await a.anvil.send({ from: worker, to: router.address, data });
    const refs = [{ chain: a.anvil.chain, tx }];
    const { conversions, reasons } = await reader.conversionsOf(organisation, refs, signal);
    expect(conversions).toEqual([]);
    expect(reasons.map(({ code }) => code)).toContain('bridge-event-unreadable');
  });

  it('names a pool that is used as a mixer, for the trail to stop there', async () => {
    const { worker } = names;
    const a = at(0);
    const pool = await a.anvil.deploy('MixerPool');
    const tx = await pool.call(worker, 'deposit', [`0x${'5a'.repeat(32)}`], 1_000n);
    const refs = [{ chain: a.anvil.chain, tx }];
    const { verdicts } = await reader.conversionsOf(organisation, refs, signal);
    expect(verdicts).toMatchObject([
      { account: eventAccount(a.anvil.chain, pool.address), kind: 'mixer', source: 'inferred' },
    ]);
  });

  it('asks a chain once for a transaction, and again when its blocks were taken back', async () => {
    const a = at(0);
    const store = new ConversionStore(database.database, 'test');
    const [row] = (
      await ledger.transfersOf({
        organisationId: organisation,
        chain: a.anvil.chain,
        accounts: [eventAccount(a.anvil.chain, names.worker)],
        range: { fromHeight: 0, toHeight: 1_000_000 },
        transfersMax: 10,
      })
    ).transfers;
    if (!row) throw new Error('nothing was read');
    expect((await store.readings([row])).size).toBe(1);
    await store.withdraw(row.chain, row.height - 1);
    expect((await store.readings([row])).size).toBe(0);
  });
});
