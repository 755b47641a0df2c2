import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Flow } from '../../../src/domain/flow.ts';
import type { Transfer } from '../../../src/domain/transfer.ts';
import {
  type FlowWorld,
  openFlowWorld,
  payment,
  worldChain,
  worldWallet,
} from '../../support/flow-world.ts';
import { testRandom, testSeed } from '../../support/random.ts';

const seed = testSeed();
const people = 25;
const stops = [300, 450, 800];

/** A wage, and random payments among its neighbours before and after it. */
function makePayments(drawn: number): { readonly wage: Transfer; readonly all: Transfer[] } {
  const random = testRandom(drawn);
  const wage = payment(worldWallet(900), worldWallet(0), 5_000, 200);
  const others = Array.from({ length: 400 }, () =>
    payment(
      worldWallet(random.between(0, people)),
      worldWallet(random.between(0, people)),
      random.between(1, 900),
      random.between(1, 800),
    ),
  );
  return { wage, all: [wage, ...others] };
}

/** What a flow says, without its id and the time of asking. */
function said({ endpoints, paths, flag, listedLowerBase, listedUpperBase, inputs, ...rest }: Flow) {
  const { transfersDigest, transferCount } = inputs;
  const { completeness, accounts } = rest;
  const bounds = { listedLowerBase, listedUpperBase };
  return { endpoints, paths, flag, bounds, completeness, accounts, transfersDigest, transferCount };
}

describe('a flow after new blocks', () => {
  const { wage, all } = makePayments(seed);
  let worlds: readonly FlowWorld[] = [];
  beforeAll(() => console.log(`new blocks: WAGETRACE_TEST_SEED=${seed}`));
  afterAll(async () => {
    for (const world of worlds) await world.close();
  });

  it('followed again is what a flow says that is followed for the first time', async () => {
    const growing = await openFlowWorld();
    worlds = [growing];
    const question = { kind: 'transaction', chain: worldChain, tx: wage.tx } as const;
    let held = 0;
    for (const stop of stops) {
      const part = all.filter(({ height }) => height > held && height <= stop);
      await growing.hold(part, { fromHeight: held === 0 ? 0 : held + 1, toHeight: stop });
      held = stop;
      const again = await growing.follow(question);
      const first = await openFlowWorld();
      worlds = [...worlds, first];
      const whole = all.filter(({ height }) => height <= stop);
      await first.hold(whole, { fromHeight: 0, toHeight: stop });
      expect(said(again)).toEqual(said(await first.follow(question)));
      expect(again.inputs.heights[worldChain]?.toHeight).toBe(stop);
    }
  });
});
