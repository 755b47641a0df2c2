import { type AccountId, accountId, chainId } from '../../src/domain/caip.ts';
import type { Coin, UtxoInput, UtxoTransaction } from '../../src/domain/utxo.ts';

const chain = chainId('bip122:000000000019d6689c085ae165831e93');

/** Small, seeded and the same everywhere (mulberry32). */
export function seededRandom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/**
 * A chain of payments among `addresses` addresses of a few owners: single spends, common spends,
 * bare multisig inputs, and Whirlpool rounds whose five inputs belong to five owners.
 */
export function generatedUtxoChain(addresses: number, seed: number): UtxoTransaction[] {
  const random = seededRandom(seed);
  const owners = Math.max(5, Math.floor(addresses / 8));
  const accounts = Array.from({ length: addresses }, (_, i) =>
    accountId(`${chain}:1Generated${i}`),
  );
  const ofOwner = (owner: number): AccountId | undefined =>
    accounts[(owner % owners) + owners * random(Math.floor(addresses / owners))];
  const transactions: UtxoTransaction[] = [];
  for (let index = 0; index < addresses; index++) {
    const owner = random(owners);
    const mix = random(20) === 0;
    const spent = mix
      ? Array.from({ length: 5 }, (_, i) =>
          coin(ofOwner(owner + i), i === 0 ? 1_004_000n : 1_000_000n),
        )
      : Array.from({ length: 1 + random(4) }, () =>
          coin(random(15) === 0 ? undefined : ofOwner(owner), BigInt(10_000 + random(1_000_000))),
        );
    const paid = mix
      ? Array.from({ length: 5 }, () => coin(accounts[random(addresses)], 1_000_000n))
      : [coin(accounts[random(addresses)], 9_000n)];
    transactions.push(transaction(index, spent, paid.map(withOwnScript)));
  }
  return transactions;
}

function coin(account: AccountId | undefined, amountBase: bigint): Coin {
  const scriptKind = account === undefined ? 'multisig' : 'p2wpkh';
  return { amountBase, script: `${account ?? 'multisig'}`, scriptKind, account };
}

/** Two outputs to one address would be no Whirlpool round. */
function withOwnScript(output: Coin, index: number): Coin {
  return { ...output, script: `${output.script}/${index}` };
}

function transaction(index: number, spent: readonly Coin[], outputs: readonly Coin[]) {
  const inputs: UtxoInput[] = spent.map((spentCoin, vin) => ({
    outpoint: { tx: `funding-${index}`, index: vin },
    coin: { ...spentCoin, script: `${spentCoin.script}/${vin}` },
    sequence: 0xffffffff,
  }));
  return {
    chain,
    height: Math.floor(index / 100),
    blockHash: '',
    time: '2024-01-01T00:00:00.000Z',
    tx: `tx-${index}`,
    txIndex: index % 100,
    coinbase: false,
    version: 2,
    lockTime: 0,
    inputs,
    outputs,
  } satisfies UtxoTransaction;
}

/**
 * Which accounts belong together, found by walking from account to account over the transactions
 * that spend them together. A transaction of five equal outputs is a mix and joins nobody.
 */
export function bruteForcePartition(
  transactions: readonly UtxoTransaction[],
): ReadonlyMap<AccountId, number> {
  const neighbours = new Map<AccountId, Set<AccountId>>();
  for (const { inputs, outputs } of transactions) {
    const spenders = inputs.flatMap(({ coin: spent }) => spent?.account ?? []);
    for (const account of spenders) {
      const set = neighbours.get(account) ?? new Set();
      neighbours.set(account, set);
      if (outputs.length !== 5) for (const other of spenders) set.add(other);
    }
  }
  const partition = new Map<AccountId, number>();
  let cluster = 0;
  for (const start of neighbours.keys()) {
    if (partition.has(start)) continue;
    const stack = [start];
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      if (partition.has(at)) continue;
      partition.set(at, cluster);
      stack.push(...(neighbours.get(at) ?? []));
    }
    cluster += 1;
  }
  return partition;
}
