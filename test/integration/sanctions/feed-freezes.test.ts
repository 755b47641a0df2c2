import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readAccount } from '../../../src/accounts/account.ts';
import { tronAddressOf } from '../../../src/accounts/tron-address.ts';
import { httpLimits } from '../../../src/chains/http.ts';
import { openContractEvents } from '../../../src/chains/open-contract-events.ts';
import { systemPace } from '../../../src/chains/pace.ts';
import { PostgresBudget } from '../../../src/chains/store.ts';
import { assetId, type ChainId, chainId } from '../../../src/domain/caip.ts';
import type { Chain } from '../../../src/domain/chain.ts';
import type { Work } from '../../../src/ports/work.ts';
import { feedFreezes } from '../../../src/rescreen/feed-freezes.ts';
import { foundOrganisation } from '../../../src/runtime/api-keys.ts';
import { systemClock } from '../../../src/runtime/system-clock.ts';
import { FreezeFeed } from '../../../src/sanctions/freeze-feed.ts';
import { listsConfigSchema } from '../../../src/sanctions/lists-config.ts';
import { openSanctions, type Sanctions } from '../../../src/sanctions/sanctions.ts';
import { ListStore } from '../../../src/sanctions/store.ts';
import { type Anvil, type DeployedContract, startAnvil } from '../../support/anvil.ts';
import { openTestDatabase, type TestDatabase } from '../../support/database.ts';
import { evmChain, nodeSettings } from '../../support/evm-chain.ts';
import { type FaultyProxy, startFaultyProxy } from '../../support/faulty-proxy.ts';
import { tronServer } from '../../support/tron-server.ts';

const tron = chainId('tron:0x2b6653dc');
/** A second chain of the kind, of which there is TronGrid alone. */
const nile = chainId('tron:0xcd8690dc');
const silent = chainId('eip155:777');
const key = 'TK4';
/** anvil calls what stands two blocks below its head final. */
const finalityBlocks = 2;
const address = (digit: string) => `0x${digit.repeat(40)}`;
const base58 = (of: string) => tronAddressOf(of.slice(2));

let anvil: Anvil;
let proxy: FaultyProxy;
let grid: FaultyProxy;
let test: TestDatabase;
let tether: DeployedContract;
let circle: DeployedContract;
let sanctions: Sanctions;
let feed: FreezeFeed;
const enqueued: Work[] = [];

beforeAll(async () => {
  anvil = await startAnvil({ chainNumber: 31_499 });
  proxy = await startFaultyProxy();
  proxy.intercept = tronServer(anvil, { key, pageMax: 4, pagesMax: 5, logBlocksMax: 6 });
  grid = await startFaultyProxy();
  const pages = { pageMax: 4, pagesMax: 5, logBlocksMax: 6, genesisEnd: 'cd8690dc' };
  grid.intercept = tronServer(anvil, { key, ...pages });
  test = await openTestDatabase();
  tether = await anvil.deploy('TetherLike');
  circle = await anvil.deploy('CircleLike');
  const config = listsConfigSchema.parse({
    lists: { 'issuer-freezes': {} },
    issuers: [
      { symbol: 'USDT', chain: anvil.chain, contract: tether.address },
      { symbol: 'USDC', chain: anvil.chain, contract: circle.address },
      { symbol: 'USDT', chain: tron, contract: base58(tether.address) },
      { symbol: 'USDT', chain: nile, contract: base58(tether.address) },
      { symbol: 'USDC', chain: silent, contract: circle.address },
    ],
  });
  const store = new ListStore(test.database);
  feed = new FreezeFeed(config, { store, clock: systemClock });
  sanctions = await openSanctions(config, {
    ...{ store, clock: systemClock, folder: '/nonexistent', random: () => 0 },
    sleep: async () => {},
  });
  await foundOrganisation(test.database, systemClock, { name: 'Test', sandbox: false });
});
afterAll(async () => {
  await test?.close();
  await proxy?.close();
  await grid?.close();
  await anvil?.stop();
});

const manners = () => ({ budget: new PostgresBudget(test.database), pace: systemPace });
const nativeAsset = (chain: ChainId) => ({
  ...{ id: assetId(`${chain}/slip44:60`), chain, symbol: 'COIN', decimals: 18 },
  ...({ conserving: 'yes', usdStable: false } as const),
});

/** The development chain by its own node, and as a java-tron node and TronGrid would tell it. */
function sourceOf(chain: ChainId) {
  if (chain === anvil.chain) {
    const { chain: row } = evmChain(anvil, []);
    const providers = [nodeSettings(anvil.url, { logBlocksMax: 4 })];
    const ofKind = { kind: 'evm' } as const;
    return openContractEvents(
      { chain: row, nativeAsset: nativeAsset(chain), ofKind, providers },
      manners(),
    );
  }
  const dialect = chain === nile ? 'trongrid' : 'java-tron';
  const provider = nodeSettings(chain === nile ? grid.url : proxy.url, {
    ...{ name: 'tron', dialect, key, limits: httpLimits, logBlocksMax: 5_000, pageRows: 4 },
    ...(chain === tron ? { jsonRpcUrl: `${proxy.url}/jsonrpc` } : {}),
  });
  const row: Chain = {
    ...{ id: chain, name: 'Development', kind: 'tron', synthetic: false },
    ledger: 'account',
    nativeAsset: assetId(`${chain}/slip44:195`),
    finality: { kind: 'tag', tag: 'finalized' },
  };
  const ofKind = { kind: 'tron' } as const;
  return openContractEvents(
    { chain: row, nativeAsset: nativeAsset(chain), ofKind, providers: [provider] },
    manners(),
  );
}

const work = { enqueue: async (more: readonly Work[]) => void enqueued.push(...more) };

/** Feeds once, as the upkeep does; the work that it makes. */
async function feedOnce(): Promise<Work[]> {
  enqueued.length = 0;
  const context = { database: test.database, clock: systemClock, work };
  await feedFreezes(context, feed, sourceOf, new AbortController().signal);
  await sanctions.reload();
  return [...enqueued];
}

const frozenOn = (chain: ChainId, spelling: string) =>
  sanctions
    .index()
    .matchesOf(readAccount(chain, spelling))
    .map(({ kind, listing }) => `${kind} ${listing.declaredSymbol} ${listing.effect}`);
/** What the events of one chain's contract alone have made of an address. */
const byContractOf = (chain: ChainId, of: string) =>
  sanctions
    .index()
    .matchesOf(readAccount(chain, base58(of)))
    .filter(({ listing }) => listing.uid.startsWith(chain))
    .flatMap(({ listing }) => listing.programmes);
const from = () => anvil.accounts[1] ?? '';

describe('the events of issuers’ contracts', () => {
  it('become the list once their blocks are final, on EVM and on Tron', async () => {
    await tether.call(from(), 'addBlackList', [address('a')]);
    await tether.call(from(), 'transfer', [address('d'), 5n]);
    await circle.call(from(), 'blacklist', [address('b')]);
    await feedOnce();
    expect(frozenOn(anvil.chain, address('b'))).toEqual([]);
    await anvil.mine(20);
    const made = await feedOnce();
    expect(frozenOn(anvil.chain, address('a'))).toContain('exact USDT inform');
    expect(frozenOn(anvil.chain, address('b'))).toContain('exact USDC inform');
    expect(frozenOn(tron, base58(address('a')))).toContain('exact USDT inform');
    expect(byContractOf(nile, address('a'))).toEqual(['frozen']);
    expect(frozenOn(anvil.chain, address('d'))).toEqual([]);
    expect(made.length).toBeGreaterThan(0);
    expect(new Set(made.map(({ kind }) => kind))).toEqual(new Set(['rescreen']));
    expect(await feedOnce()).toEqual([]);
  });

  it('do not count while their block may be replaced', async () => {
    await tether.call(from(), 'addBlackList', [address('c')]);
    await feedOnce();
    await anvil.reorg(1);
    await anvil.mine(finalityBlocks + 1);
    await feedOnce();
    expect(frozenOn(anvil.chain, address('c'))).toEqual([]);
  });

  it('show a freeze and its end, each with its day', async () => {
    await tether.call(from(), 'destroyBlackFunds', [address('a'), 7n]);
    await tether.call(from(), 'removeBlackList', [address('a')]);
    await circle.call(from(), 'unBlacklist', [address('b')]);
    await anvil.mine(finalityBlocks + 1);
    expect((await feedOnce()).length).toBeGreaterThan(0);
    expect(frozenOn(anvil.chain, address('a'))).toEqual([]);
    expect(frozenOn(anvil.chain, address('b'))).toEqual([]);
    const history = await sanctions.listings(readAccount(anvil.chain, address('a')), {});
    const own = history.filter(({ kind }) => kind === 'exact');
    expect(own).toMatchObject([
      { listing: { declaredSymbol: 'USDT', programmes: ['frozen', 'destroyed'] } },
    ]);
    expect(own[0]?.listing.until).toBe(own[0]?.listing.published);
  });

  it('are told by TronGrid page by page, in the order of their chain where they share a block', async () => {
    const many = Array.from({ length: 9 }, (_, n) => address(`${n}`));
    for (const one of many) await tether.call(from(), 'addBlackList', [one]);
    await anvil.rpc('evm_setAutomine', false);
    const again = async (name: string) =>
      await anvil.rpc('eth_sendTransaction', {
        ...{ from: from(), to: tether.address, gas: '0x30000' },
        data: tether.interface.encodeFunctionData(name, [address('1')]),
      });
    for (const name of ['removeBlackList', 'addBlackList']) await again(name);
    await anvil.mine(1);
    await anvil.rpc('evm_setAutomine', true);
    await anvil.mine(finalityBlocks + 1);
    await feedOnce();
    expect(many.map((one) => byContractOf(nile, one))).toEqual(many.map(() => ['frozen']));
    const history = await sanctions.listings(readAccount(nile, base58(address('1'))), {});
    const own = history.filter(({ listing }) => listing.uid.startsWith(nile));
    expect(own.map(({ listing }) => listing.until === undefined)).toEqual([false, true]);
  });

  it('are wanting, and said to be, where no provider tells them or one fails', async () => {
    const { intercept } = proxy;
    proxy.intercept = async () => ({ status: 500, body: '' });
    await feedOnce();
    proxy.intercept = intercept;
    const failure = (await sanctions.status())[0]?.failure;
    expect(failure?.code).toBe('list.not-read');
    expect(failure?.message).toContain(`USDC on ${silent}: no provider that answers for events`);
    expect(failure?.message).toContain(`USDT on ${tron}: `);
    expect(failure?.message).not.toContain(`on ${anvil.chain}`);
    await feedOnce();
    expect((await sanctions.status())[0]?.failure?.message).not.toContain(`USDT on ${tron}`);
  });
});

describe('a question for the events of one account', () => {
  const never = new AbortController().signal;
  const told = async (chain: ChainId, of: string) => {
    const read = (one: string) =>
      readAccount(chain, chain === anvil.chain ? one : tronAddressOf(one.slice(2)));
    const source = sourceOf(chain);
    const { finalHeight } = (await source?.head(never)) ?? { finalHeight: 0 };
    const question = {
      ...{ contract: read(circle.address), signatures: ['Blacklisted(address)'] },
      indexed: [read(of)],
    };
    const range = { fromHeight: 0, toHeight: finalHeight };
    const events = [];
    for await (const batch of source?.contractEvents(question, range, never) ?? [])
      events.push(...batch.events);
    return events.map(({ topics }) => topics[1]?.slice(-40));
  };

  it('is answered with no others, or not at all', async () => {
    for (const one of ['e', 'f']) await circle.call(from(), 'blacklist', [address(one)]);
    await anvil.mine(finalityBlocks + 1);
    for (const chain of [anvil.chain, tron])
      expect(await told(chain, address('e'))).toEqual(['e'.repeat(40)]);
    await expect(told(nile, address('e'))).rejects.toMatchObject({ code: 'source.unsupported' });
  });
});
