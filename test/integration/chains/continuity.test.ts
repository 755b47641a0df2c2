import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { followChain, startCursor } from '../../../src/chains/continuity.ts';
import type { EvmRpcSource } from '../../../src/chains/evm/source.ts';
import { type Transfer, transferKey } from '../../../src/domain/transfer.ts';
import type { ChainCursor, ChainStep } from '../../../src/ports/block-follower.ts';
import { type Anvil, startAnvil } from '../../support/anvil.ts';
import { nodeSource } from '../../support/evm-chain.ts';

const signal = new AbortController().signal;

/** What an ingester keeps: transfers above which a reorg withdraws, and the cursor. */
class Kept {
  readonly transfers = new Map<string, Transfer>();
  readonly steps: ChainStep[] = [];
  cursor: ChainCursor;

  constructor(cursor: ChainCursor) {
    this.cursor = cursor;
  }

  async follow(source: EvmRpcSource): Promise<ChainStep[]> {
    const steps: ChainStep[] = [];
    for await (const step of followChain(source, this.cursor, signal)) {
      steps.push(step);
      // As the store would give it back.
      this.cursor = JSON.parse(JSON.stringify(step.cursor)) as ChainCursor; // CAST: what was written
      if (step.kind === 'blocks') {
        for (const t of step.batch.transfers) this.transfers.set(transferKey(t), t);
      } else {
        for (const [key, t] of this.transfers) {
          if (t.height > step.commonHeight) this.transfers.delete(key);
        }
      }
    }
    return steps;
  }
}

describe('following a chain', () => {
  let anvil: Anvil;
  let source: EvmRpcSource;
  let kept: Kept;

  beforeAll(async () => {
    anvil = await startAnvil({ chainNumber: 31_402, slotsInEpoch: 8 });
    source = nodeSource(anvil);
    await anvil.mine(10);
    kept = new Kept(await startCursor(source, 5, signal));
    expect(await anvil.rpc('eth_blockNumber')).toBe('0xa');
  });
  afterAll(() => anvil.stop());

  const pay = async (times: number) => {
    const [, payer = '', payee = ''] = anvil.accounts;
    for (let i = 0; i < times; i++) await anvil.send({ from: payer, to: payee, value: 5n });
  };

  const fresh = async () => {
    const { height } = await source.head(signal);
    const transfers: Transfer[] = [];
    for await (const batch of source.blocks({ fromHeight: 5, toHeight: height }, signal)) {
      transfers.push(...batch.transfers);
    }
    return transfers;
  };

  const expectToMatchTheChain = async () => {
    const known = [...kept.transfers.values()].sort(
      (a, b) => a.height - b.height || a.txIndex - b.txIndex || a.position - b.position,
    );
    expect(known).toEqual(await fresh());
  };

  it('reads on from where it stopped, and nothing twice', async () => {
    await pay(4);
    await kept.follow(source);
    expect(kept.cursor.height).toBe(14);
    expect(await kept.follow(source)).toEqual([]);
    await pay(2);
    const steps = await kept.follow(source);
    expect(steps.map((step) => step.kind === 'blocks' && step.batch.fromHeight)).toEqual([15]);
    await expectToMatchTheChain();
  });

  it.each([1, 5])('withdraws %i replaced blocks and reads the new ones', async (depth) => {
    await pay(6);
    await kept.follow(source);
    const before = kept.cursor;
    await anvil.reorg(depth);
    await pay(1);
    const [first] = await kept.follow(source);
    expect(first).toMatchObject({
      kind: 'reorg',
      commonHeight: before.height - depth,
      replaced: { fromHeight: before.height - depth + 1, toHeight: before.height },
      beyondFinality: false,
    });
    await expectToMatchTheChain();
  });

  it('says when what is gone had been called final', async () => {
    await pay(20);
    await kept.follow(source);
    const before = kept.cursor;
    expect(before.finalHeight).toBeGreaterThan(0);
    await anvil.reorg(before.height - before.finalHeight + 1);
    const [first] = await kept.follow(source);
    expect(first).toMatchObject({ kind: 'reorg', beyondFinality: true });
    await expectToMatchTheChain();
  });

  it('finds its way back from a cursor that remembers few of the old blocks', async () => {
    await anvil.mine(150);
    await pay(1);
    await anvil.mine(150);
    await kept.follow(source);
    const before = kept.cursor;
    expect(before.trail.length).toBeLessThan(100);
    // Empty blocks come back as they were: the payment and what stands on it does not.
    await anvil.reorg(200);
    const [first] = await kept.follow(source);
    if (first?.kind !== 'reorg') throw new Error('no reorganisation was seen');
    expect(first.commonHeight).toBeLessThanOrEqual(before.height - 151);
    expect(first.commonHeight).toBeGreaterThan(0);
    await expectToMatchTheChain();
  });
});
