import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AccountId } from '../../../src/domain/caip.ts';
import type { HeightRange } from '../../../src/domain/coverage.ts';
import type { Transfer } from '../../../src/domain/transfer.ts';
import type { FlowContext } from '../../../src/flows/context.ts';
import type { ChainBatch, ChainSource } from '../../../src/ports/chain-source.ts';
import {
  blocksOfDay,
  type FlowWorld,
  openFlowWorld,
  payment,
  worldChain,
  worldWallet,
} from '../../support/flow-world.ts';

const head = 100 * blocksOfDay;
const blocksOfPage = 100;
const busyABlock = 10;
const [payer, worker, exchange, quarry] = [0, 1, 2, 3].map(worldWallet) as [
  AccountId,
  AccountId,
  AccountId,
  AccountId,
];
const wage = payment(payer, worker, 5_000, 90 * blocksOfDay);
const toExchange = payment(worker, exchange, 3_000, wage.height + 5);
const toQuarry = payment(worker, quarry, 1_900, wage.height + 6);

/**
 * A chain on which two accounts never rest. Customers without number pay the one and are paid by
 * it; the other is fed by twenty, over and over.
 */
class BusyChain implements ChainSource {
  readonly chain = worldChain;
  readonly name = 'busy';
  /** Transfers that were given of each account. */
  readonly given = new Map<AccountId, number>();

  head() {
    return Promise.resolve({ height: head, hash: 'h', finalHeight: head });
  }

  async *account(account: AccountId, range: HeightRange): AsyncGenerator<ChainBatch> {
    for (let fromHeight = range.fromHeight; fromHeight <= range.toHeight; ) {
      const toHeight = Math.min(range.toHeight, fromHeight + this.#pageOf(account) - 1);
      const transfers = this.#transfers(account, { fromHeight, toHeight });
      this.given.set(account, (this.given.get(account) ?? 0) + transfers.length);
      await Promise.resolve();
      yield { fromHeight, toHeight, transfers, events: [], blockHashes: {} };
      fromHeight = toHeight + 1;
    }
  }

  async *blocks(): AsyncGenerator<ChainBatch> {}

  transaction(tx: string) {
    if (tx !== wage.tx) return Promise.resolve(undefined);
    const { height, blockHash, time } = wage;
    return Promise.resolve({
      height,
      blockHash,
      time,
      failed: false,
      transfers: [wage],
      events: [],
    });
  }

  blockHash() {
    return Promise.resolve('h');
  }

  #pageOf(account: AccountId): number {
    return account === exchange || account === quarry ? blocksOfPage : head;
  }

  #transfers(account: AccountId, { fromHeight, toHeight }: HeightRange): Transfer[] {
    const own = [wage, toExchange, toQuarry].filter(
      (one) =>
        (one.from === account || one.to === account) &&
        one.height >= fromHeight &&
        one.height <= toHeight,
    );
    if (account !== exchange && account !== quarry) return own;
    const blocks = Array.from({ length: toHeight - fromHeight + 1 }, (_, at) => fromHeight + at);
    const busy = blocks.flatMap((height) =>
      Array.from({ length: busyABlock }, (_, at) => {
        const other = height * busyABlock + at;
        if (account === quarry) return payment(worldWallet(50 + (other % 20)), quarry, 40, height);
        const customer = worldWallet(10_000 + other);
        return at % 2 === 0
          ? payment(customer, exchange, 70, height)
          : payment(exchange, customer, 60, height);
      }),
    );
    return [...busy, ...own].sort((a, b) => a.height - b.height || a.txIndex - b.txIndex);
  }
}

describe('reading an account that never rests', () => {
  let world: FlowWorld;
  let chain: BusyChain;
  let context: FlowContext;

  beforeAll(async () => {
    world = await openFlowWorld();
    chain = new BusyChain();
    const { chains } = world.core.flows;
    context = {
      ...world.core.flows,
      anchors: {
        stored: () => Promise.resolve([]),
        ask: (request) => Promise.resolve({ ...request, amountBase: 0n, source: 'busy' }),
      },
      chains: {
        chains: () => chains.chains(),
        chain: (id) => chains.chain(id),
        source: () => chain,
        asset: (id, asset) => chains.asset(id, asset),
        tracing: (id) => chains.tracing(id),
      },
    };
  });
  afterAll(async () => await world?.close());

  it('stops after a page, and the trail ends at a service or says why it ends', async () => {
    const seed = { kind: 'transaction', chain: worldChain, tx: wage.tx } as const;
    const flow = await world.follow(seed, context);
    const ends = flow.endpoints.filter((end) => end.amountBase > 0n);
    expect(ends.map(({ account, kind, amountBase }) => [account, kind, amountBase])).toEqual([
      [quarry, 'not-covered', 1_900_000_000n],
      [exchange, 'service', 3_000_000_000n],
      [worker, 'unspent', 100_000_000n],
    ]);
    // There are 7,200,000 of each. What is read of one: 20,000 and a page, then twenty samples.
    expect(chain.given.get(exchange)).toBeLessThan(30_000);
    expect(chain.given.get(quarry)).toBeLessThan(30_000);
    expect(flow.completeness.state).toBe('incomplete');
    expect(flow.completeness.reasons.map(({ message }) => message)).toContain(
      'reading.account-too-busy',
    );
    expect(flow.inputs.serviceVerdicts).toMatchObject([{ account: exchange, kind: 'exchange' }]);
  });

  it('keeps what was read, with its coverage, so that nothing is read twice', async () => {
    const before = chain.given.get(exchange) ?? 0;
    const coverage = await context.ledger.coverageOf(world.organisationId, worldChain, [exchange]);
    const blocks = (coverage.get(exchange) ?? []).reduce(
      (sum, { fromHeight, toHeight }) => sum + toHeight - fromHeight + 1,
      0,
    );
    expect(blocks * busyABlock).toBeGreaterThanOrEqual(before - 3);
    const seed = { kind: 'transaction', chain: worldChain, tx: wage.tx } as const;
    await world.follow(seed, context);
    expect(chain.given.get(exchange)).toBe(before);
  });
});
