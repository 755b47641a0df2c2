import { Interface } from 'ethers';
import { legDecoder, loadFamilies } from '../src/crosschain/bridges/leg-decoder.ts';
import { legMatcher } from '../src/crosschain/matcher/match-legs.ts';
import type { TransactionRecord } from '../src/crosschain/transaction-record.ts';
import { accountId, assetId, chainId } from '../src/domain/caip.ts';
import type { Leg } from '../src/domain/leg.ts';
import { matchSettingsOf, shippedCatalogue } from './crosschain-settings.ts';

const openSizes = [125_000, 250_000, 500_000, 1_000_000];
const pairsPerRound = 20_000;
const records = 10_000;

const [ethereum, base] = [chainId('eip155:1'), chainId('eip155:8453')];
const time = (second: number) => new Date(1_740_000_000_000 + second * 1000).toISOString();
const hex = (n: number, digits: number) => `0x${n.toString(16).padStart(digits, '0')}`;

function secondsOf(run: () => void): number {
  const start = performance.now();
  run();
  return (performance.now() - start) / 1000;
}

/**
 * Events decoded a second against ethers' own parsing of the same logs, and pairs matched a second
 * by id and by structure against ever more open legs: the last column is the speed against that of
 * the smallest book, 1 where growth does not slow it.
 */
export async function run(): Promise<void> {
  await benchDecoding();
  benchMatching();
}

async function benchDecoding(): Promise<void> {
  const catalogue = shippedCatalogue();
  const equipped = await loadFamilies(catalogue);
  const decoder = legDecoder(equipped);
  const across = equipped.find(({ row }) => row.protocol === 'across')?.family.events ?? [];
  const abi =
    across
      .map((spec) => spec.abi)
      .find((text) => text.startsWith('event FundsDeposited(bytes32')) ?? '';
  const face = new Interface([abi]);
  const made = Array.from({ length: records }, (_, n) => recordOf(face, n));
  const logs = made.flatMap((record) => record.events);
  const peer = secondsOf(() => {
    for (const log of logs) face.parseLog({ topics: [...log.topics], data: log.data });
  });
  let legs = 0;
  const own = secondsOf(() => {
    for (const record of made) legs += decoder.legsOf(record).legs.length;
  });
  print('decoding', `${records} logs, ${legs} legs`, `${Math.round(records / own)}/s`);
  print('', 'ethers parseLog alone', `${Math.round(records / peer)}/s`);
  print('', 'speed against it', (peer / own).toFixed(2));
}

function recordOf(face: Interface, n: number): TransactionRecord {
  const word = (value: number) => hex(value, 64);
  const { data, topics } = face.encodeEventLog('FundsDeposited', [
    word(11),
    word(12),
    100n,
    99n,
    8453,
    n,
    1,
    2,
    0,
    word(n),
    word(n),
    word(0),
    '0x',
  ]);
  const frame = { chain: ethereum, tx: word(n), height: n, time: time(n) };
  return {
    ...frame,
    from: accountId(`${ethereum}:${hex(n, 40)}`),
    nativeAsset: assetId(`${ethereum}/slip44:60`),
    transfers: [],
    events: [
      {
        ...frame,
        blockHash: word(0),
        txIndex: 0,
        logIndex: 0,
        contract: accountId(`${ethereum}:0x5c7bcd6e7de5423a257d81b442095a1a6ced35c5`),
        topics: topics.map(String),
        data,
      },
    ],
  };
}

function legOf(role: 'source' | 'destination', n: number, withId: boolean): Leg {
  const isSource = role === 'source';
  const chain = isSource ? ethereum : base;
  const address = hex(n, 40);
  return {
    protocol: 'across',
    role,
    event: isSource ? 'FundsDeposited' : 'FilledRelay',
    contract: 'listed',
    chain,
    height: n,
    time: time(isSource ? n : n + 30),
    tx: hex(n, 64),
    position: 1_000_000,
    ids: withId ? [{ text: `across:1:${n}`, kind: 'exact-id' }] : [],
    counterpart: isSource ? base : ethereum,
    recipient: { account: accountId(`${base}:${address}`), raw: address, family: 'evm' },
    asset: assetId(`${chain}/slip44:60`),
    amountBase: BigInt(1_000_000 + (isSource ? 0 : -1)),
    transferKeys: [],
  };
}

function benchMatching(): void {
  warmUp();
  for (const withId of [true, false]) {
    let smallest = 0;
    for (const size of openSizes) {
      const matcher = legMatcher(matchSettingsOf(shippedCatalogue()));
      const filling = secondsOf(() => {
        for (let n = 0; n < size; n++) matcher.add(legOf('source', n, withId));
      });
      const step = Math.floor(size / pairsPerRound);
      const payouts = Array.from({ length: pairsPerRound }, (_, n) =>
        legOf('destination', n * step, withId),
      );
      let found = 0;
      const matching = secondsOf(() => {
        for (const payout of payouts) {
          matcher.add(payout);
          if (matcher.sourceOf(payout)) found += 1;
        }
      });
      const rate = found / matching;
      if (smallest === 0) smallest = rate;
      const open = `${size} open, filled at ${Math.round(size / filling)}/s`;
      print(
        withId ? 'by id' : 'by structure',
        open,
        `${Math.round(rate)}/s  ${(rate / smallest).toFixed(2)}`,
      );
    }
  }
}

/** The first thousands of calls are compiled on the way and would make the smallest book look slow. */
function warmUp(): void {
  const matcher = legMatcher(matchSettingsOf(shippedCatalogue()));
  for (let n = 0; n < pairsPerRound; n++) {
    matcher.add(legOf('source', n, n % 2 === 0));
    const payout = legOf('destination', n, n % 2 === 0);
    matcher.add(payout);
    matcher.sourceOf(payout);
  }
}

function print(what: string, detail: string, figure: string): void {
  process.stdout.write(`${what.padEnd(14)}${detail.padEnd(42)}${figure}\n`);
}
