import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { EvmChain } from '../../../src/chains/evm/evm-chain.ts';
import { transfersOf } from '../../../src/chains/evm/map.ts';
import { wireBlock, wireReceipt } from '../../../src/chains/evm/wire.ts';
import { addressOf, assetId, chainId } from '../../../src/domain/caip.ts';

const chain = chainId('eip155:10');
const hex = (value: bigint | number) => `0x${value.toString(16)}`;
const word = (value: number) => `0x${value.toString(16).padStart(64, '0')}`;
const people = ['11', '22', '33'].map((byte) => `0x${byte.repeat(20)}`);
const nobody = `0x${'0'.repeat(40)}`;

const evm: EvmChain = {
  chain: {
    ...{ id: chain, name: 'Test', kind: 'evm', ledger: 'account', synthetic: false },
    nativeAsset: assetId(`${chain}/slip44:60`),
    finality: { kind: 'tag', tag: 'finalized' },
  },
  tokenNamespace: 'erc20',
  quirks: { deposits: true, l1Fee: true },
  listedAssets: new Set(),
  catalogue: new Set(),
};

const person = fc.constantFrom(...people);
const amount = fc.bigInt({ min: 0n, max: 1_000n });
const share = fc.integer({ min: 0, max: 100 });

/**
 * A transaction as its chain's rules have it. Of `optimism` (type 0x7e): the mint stays when the call
 * fails, the value goes only when it does not, and gas was paid on layer 1. Of `arbitrum` (0x64): the
 * sender is credited with the value and pays it. Any other pays value and fee out of what is there.
 */
const transaction = fc.record({
  kind: fc.constantFrom('optimism', 'arbitrum', 'legacy', 'dynamic-fee'),
  ...{ from: person, to: person, minted: amount, valueShare: share, feeShare: share },
  fails: fc.boolean(),
});
type Sketch = typeof transaction extends fc.Arbitrary<infer T> ? T : never;

/** Balances by the rules, in the plainest way, and what a node would tell of the block. */
class Model {
  readonly balances = new Map<string, bigint>();
  readonly transactions: object[] = [];
  readonly receipts: object[] = [];

  constructor(openings: readonly bigint[]) {
    for (const [at, one] of people.entries()) this.balances.set(one, openings[at] ?? 0n);
  }

  #add(one: string, base: bigint): void {
    this.balances.set(one, (this.balances.get(one) ?? 0n) + base);
  }

  apply({ kind, from, to, minted, valueShare, feeShare, fails }: Sketch): void {
    const isDeposit = kind === 'optimism' || kind === 'arbitrum';
    if (isDeposit) this.#add(from, minted);
    const held = this.balances.get(from) ?? 0n;
    const fee = isDeposit ? 0n : (held * BigInt(feeShare)) / 100n;
    const value = kind === 'arbitrum' ? minted : ((held - fee) * BigInt(valueShare)) / 100n;
    const hasFailed = fails && kind !== 'arbitrum';
    this.#add(from, -fee);
    if (!hasFailed) {
      this.#add(from, -value);
      this.#add(to, value);
    }
    this.#tell({ kind, from, to, minted, value, fee, hasFailed });
  }

  #tell(done: Pick<Sketch, 'kind' | 'from' | 'to' | 'minted'> & Done): void {
    const { kind, from, to, minted, value, fee, hasFailed } = done;
    const at = this.transactions.length;
    const place = { blockHash: word(7), blockNumber: hex(7), transactionIndex: hex(at) };
    const type = { optimism: 0x7e, arbitrum: 0x64, legacy: 0, 'dynamic-fee': 2 }[kind];
    // A deposit that mints nothing has no amount of it.
    const mint = kind === 'optimism' ? { mint: minted === 0n ? null : hex(minted) } : {};
    this.transactions.push({
      ...{ ...place, hash: word(100 + at), type: hex(type), from, to, input: '0x' },
      ...{ value: hex(value), ...mint },
    });
    this.receipts.push({
      ...{ ...place, transactionHash: word(100 + at), status: hasFailed ? '0x0' : '0x1', logs: [] },
      ...{ gasUsed: '0x1', effectiveGasPrice: hex(fee) },
    });
  }
}

interface Done {
  readonly value: bigint;
  readonly fee: bigint;
  readonly hasFailed: boolean;
}

it('deposits from layer 1 leave everybody with what the rules of his chain say, and nobody ever pays what he has not', () => {
  const world = fc.record({
    openings: fc.array(amount, { minLength: 3, maxLength: 3 }),
    sketches: fc.array(transaction, { minLength: 1, maxLength: 20 }),
  });
  fc.assert(
    fc.property(world, ({ openings, sketches }) => {
      const model = new Model(openings);
      for (const sketch of sketches) model.apply(sketch);
      const { transactions, ...header } = wireBlock.parse({
        ...{ number: hex(7), hash: word(7), parentHash: word(6), timestamp: hex(1_767_225_600) },
        transactions: model.transactions,
      });
      const balances = new Map(people.map((one, at) => [one, openings[at] ?? 0n]));
      for (const [at, one] of transactions.entries()) {
        const receipt = wireReceipt.parse(model.receipts[at]);
        const executed = { header, transaction: one, receipt, calls: [] };
        for (const { from, to, amountBase } of transfersOf(evm, executed)) {
          for (const [who, base] of [
            [addressOf(from), -amountBase],
            [addressOf(to), amountBase],
          ] as const) {
            if (who === nobody) continue;
            const balance = (balances.get(who) ?? 0n) + base;
            expect(balance).toBeGreaterThanOrEqual(0n);
            balances.set(who, balance);
          }
        }
      }
      expect(balances).toEqual(model.balances);
    }),
    { numRuns: 300 },
  );
});
