import { cpSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Anvil, type DeployedContract, startAnvil } from '../../support/anvil.ts';
import type { ModelStep } from '../../support/conversion-model.ts';
import { testRandom } from '../../support/random.ts';

/** Sim Hyon Sop, on the shipped SDN list of 2025-11-27. */
export const listedAddress = '0x4f47bc496083c727c5fbe3ce9cdf2b0f6496270c';

export interface Place {
  readonly anvil: Anvil;
  readonly usd: DeployedContract;
  /** On no list of assets. */
  readonly odd: DeployedContract;
  readonly spoke: DeployedContract;
  readonly celer: DeployedContract;
  readonly exchange: DeployedContract;
}

/** Hashes and amounts of the wage that goes over three chains. */
export interface Journey {
  readonly wage: number;
  readonly settlementTx: string;
  readonly worker: string;
  /** Every transaction that moved the wage, in order, with its chain. */
  readonly hops: readonly { readonly what: string; readonly chain: string; readonly tx: string }[];
  readonly sent: { readonly across: number; readonly swap: number; readonly celer: number };
  readonly arrived: { readonly across: number; readonly swap: number; readonly celer: number };
  readonly steps: readonly ModelStep[];
}

export interface CrossChainWorld {
  readonly places: readonly [Place, Place, Place];
  readonly employer: string;
  readonly relayer: string;
  readonly journey: Journey;
  readonly configFolder: string;
  /** Pays a worker on the first chain, who sends all of it by the bridge. */
  bridged(
    worker: string,
    wage: number,
    chain: number,
    to: string,
    id: number,
  ): Promise<{ settlementTx: string; bridgeTx: string }>;
  /** The relayer pays what a worker sent to the second chain. */
  fill(amount: number, to: string, id: number): Promise<string>;
  stop(): Promise<void>;
}

/** Three chains with the bridges between them. */
export async function makeCrossChainWorld(seed: number): Promise<CrossChainWorld> {
  const places = [
    await openPlace(43_001),
    await openPlace(43_002),
    await openPlace(43_003),
  ] as const;
  const [a, b] = places;
  const [employer = ''] = a.anvil.accounts;
  const relayer = a.anvil.accounts[19] ?? '';
  await a.usd.call(employer, 'mint', [employer, 10_000_000]);
  const journey = await travel(places, testRandom(seed), employer, relayer);
  return {
    places: [...places],
    employer,
    relayer,
    journey,
    configFolder: writeConfig(places),
    bridged: async (worker, wage, chain, to, id) => {
      const settlementTx = await a.usd.call(employer, 'transfer', [worker, wage]);
      await a.usd.call(worker, 'approve', [a.spoke.address, wage]);
      const terms = [a.usd.address, b.usd.address, wage, wage - 1, chain, id, to];
      return { settlementTx, bridgeTx: await a.spoke.call(worker, 'deposit', terms) };
    },
    fill: async (amount, to, id) => {
      await b.usd.call(relayer, 'mint', [relayer, amount]);
      await b.usd.call(relayer, 'approve', [b.spoke.address, amount]);
      return await b.spoke.call(relayer, 'fill', [
        b.usd.address,
        amount,
        a.anvil.chainNumber,
        id,
        to,
      ]);
    },
    stop: async () => void (await Promise.all(places.map(({ anvil }) => anvil.stop()))),
  };
}

async function openPlace(chainNumber: number): Promise<Place> {
  const anvil = await startAnvil({ chainNumber });
  const usd = await anvil.deploy('PlainToken', 'Dollar', 'USD', 6);
  const odd = await anvil.deploy('PlainToken', 'Odd dollar', 'ODD', 6);
  const spoke = await anvil.deploy('SpokePool');
  const celer = await anvil.deploy('CelerPool');
  const exchange = await anvil.deploy('Exchange');
  return { anvil, usd, odd, spoke, celer, exchange };
}

/**
 * A worker with an older balance is paid, spends a little and sends the most by Across to a wallet
 * on the second chain, which has an older balance too, swaps into a token that no list of assets
 * has, and sends that by Celer to a third chain, from where a part goes to a listed wallet.
 */
async function travel(
  [a, b, c]: readonly [Place, Place, Place],
  random: ReturnType<typeof testRandom>,
  employer: string,
  relayer: string,
): Promise<Journey> {
  const steps: ModelStep[] = [];
  const hops: { what: string; chain: string; tx: string }[] = [];
  const [, worker = '', shop = '', friend = '', middle = '', end = ''] = a.anvil.accounts;
  const note = (what: string, place: Place, tx: string) => {
    hops.push({ what, chain: place.anvil.chain, tx });
    return tx;
  };
  const pot = (place: Place, account: string) => `${place.anvil.chain}:${account}`;
  const assetOf = (place: Place, token: DeployedContract) =>
    `${place.anvil.chain}/erc20:${token.address}`;
  const pay = async (place: Place, from: string, to: string, amount: number, isWage = false) => {
    const asset = assetOf(place, place.usd);
    const parties = { from: pot(place, from), to: pot(place, to) };
    steps.push({ kind: 'pay', asset, ...parties, amount, ...(isWage ? { seed: true } : {}) });
    return await place.usd.call(from, 'transfer', [to, amount]);
  };
  const older = async (place: Place, account: string, amount: number) => {
    await place.usd.call(relayer, 'mint', [friend, amount]);
    await pay(place, friend, account, amount);
  };

  const wage = random.between(4_000, 9_000);
  await older(a, worker, random.between(100, 900));
  const settlementTx = note('wage', a, await pay(a, employer, worker, wage, true));
  // At most what the older balance and what is kept back below have for it.
  note('shop', a, await pay(a, worker, shop, random.between(10, 1_100)));

  const sent = { across: wage - random.between(1_000, 2_000), swap: 0, celer: 0 };
  const arrived = { across: sent.across - random.between(1, 40), swap: 0, celer: 0 };
  await a.usd.call(worker, 'approve', [a.spoke.address, sent.across]);
  const terms = [a.usd.address, b.usd.address, sent.across, arrived.across];
  const deposit = [...terms, b.anvil.chainNumber, 7, middle];
  note('across out', a, await a.spoke.call(worker, 'deposit', deposit));

  // The clocks of the chains go by their blocks: what arrives must not be before what left.
  await b.anvil.mine(60);
  await older(b, middle, random.between(100, 900));
  await b.usd.call(relayer, 'mint', [relayer, arrived.across]);
  await b.usd.call(relayer, 'approve', [b.spoke.address, arrived.across]);
  const fill = [b.usd.address, arrived.across, a.anvil.chainNumber, 7, middle];
  note('across in', b, await b.spoke.call(relayer, 'fill', fill));
  steps.push({
    kind: 'convert',
    from: { account: pot(a, worker), asset: assetOf(a, a.usd), amount: sent.across },
    to: { account: pot(b, middle), asset: assetOf(b, b.usd), amount: arrived.across },
  });

  sent.swap = arrived.across - random.between(0, 300);
  arrived.swap = sent.swap * 2 - random.between(1, 900);
  await b.odd.call(relayer, 'mint', [b.exchange.address, arrived.swap]);
  await b.usd.call(middle, 'approve', [b.exchange.address, sent.swap]);
  const swap = [b.usd.address, sent.swap, b.odd.address, arrived.swap];
  note('swap', b, await b.exchange.call(middle, 'swap', swap));
  steps.push({
    kind: 'convert',
    from: { account: pot(b, middle), asset: assetOf(b, b.usd), amount: sent.swap },
    to: { account: pot(b, middle), asset: assetOf(b, b.odd), amount: arrived.swap },
  });

  sent.celer = arrived.swap - random.between(0, 200);
  arrived.celer = Math.floor(sent.celer / 2) - random.between(0, 30);
  await b.odd.call(middle, 'approve', [b.celer.address, sent.celer]);
  const send = [end, b.odd.address, sent.celer, c.anvil.chainNumber, 1];
  const left = note('celer out', b, await b.celer.call(middle, 'send', send));
  const id = await transferIdOf(b.anvil, left);
  await c.anvil.mine(150);
  await older(c, end, random.between(10, 500));
  await c.usd.call(relayer, 'mint', [c.celer.address, arrived.celer]);
  const relay = [end, c.usd.address, arrived.celer, b.anvil.chainNumber, id];
  note('celer in', c, await c.celer.call(relayer, 'relay', relay));
  steps.push({
    kind: 'convert',
    from: { account: pot(b, middle), asset: assetOf(b, b.odd), amount: sent.celer },
    to: { account: pot(c, end), asset: assetOf(c, c.usd), amount: arrived.celer },
  });
  note('listed', c, await pay(c, end, listedAddress, arrived.celer - random.between(0, 200)));
  return { wage, settlementTx, worker, hops, sent, arrived, steps };
}

/** The first word of Celer's `Send`. */
async function transferIdOf(anvil: Anvil, tx: string): Promise<string> {
  const receipt = await anvil.rpc<{ logs: { data: string }[] }>('eth_getTransactionReceipt', tx);
  return receipt.logs.at(-1)?.data.slice(0, 66) ?? '';
}

function writeConfig(places: readonly Place[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'wagetrace-config-'));
  cpSync(join(import.meta.dirname, '../../../config'), folder, { recursive: true });
  // The second chain is read whole, the others on demand.
  const rows = places.map(({ anvil }, index) => {
    const watch = index === 1 ? '    watch: { fromHeight: 1 }\n' : '';
    return `  ${anvil.chain}:
    name: Test ${anvil.chainNumber}
    kind: evm
    native: { slip44: 60, symbol: ETH, decimals: 18 }
    finality: { confirmations: 1 }
${watch}    providers:
      - { name: anvil, dialect: rpc, url: "${anvil.url}", traces: debug, nativeScan: blocks }
`;
  });
  writeFileSync(join(folder, 'chains.yml'), `chains:\n${rows.join('')}`);
  const assets = places.map(
    ({ anvil, usd }) => `${anvil.chain}:\n  "${usd.address}": { symbol: USD, decimals: 6 }\n`,
  );
  writeFileSync(join(folder, 'assets.yml'), assets.join(''));
  return folder;
}
