import { describe, expect, it } from 'vitest';
import { chainId } from '../../../src/domain/caip.ts';
import { WalkHorizon } from '../../../src/flows/horizon.ts';
import type { ChainCatalogue } from '../../../src/ports/chain-catalogue.ts';
import type { TraceHorizon } from '../../../src/tracing/trace-request.ts';
import { fixedClock } from '../../support/fixed-clock.ts';

const [home, there] = [chainId('eip155:1'), chainId('eip155:10')];
const signal = new AbortController().signal;
const clock = fixedClock('2026-06-01T00:00:00Z');

/** Every chain ends at the height that is given when it is asked. */
function chainsWith(headHeight: () => number): ChainCatalogue {
  const source = { chain: there, head: async () => ({ height: headHeight() }) };
  // CAST: only the head of the source is asked for.
  return { source: () => source } as never as ChainCatalogue;
}

it('the end of a chain that a walk comes to is kept before it is looked at, and stays when it is resumed', async () => {
  let height = 70;
  const chains = chainsWith(() => height);
  const heights = { heightBefore: async () => 7 };
  const start: TraceHorizon = { heights: { [home]: 5 }, cut: false };
  const kept: TraceHorizon[] = [];
  const context = { chains, heights, clock };
  const keep = async (trace: TraceHorizon) => void kept.push(trace);
  const walk = new WalkHorizon(context, start, { keep });
  await walk.include([home, there, there], signal);
  await walk.include([there], signal);
  expect(kept).toEqual([{ heights: { [home]: 5, [there]: 70 }, cut: false }]);
  height = 90;
  const resumed = new WalkHorizon(context, kept[0] ?? start);
  await resumed.include([there], signal);
  expect(resumed.trace.heights[there]).toBe(70);
  const back = new WalkHorizon(context, start, { fromTime: '2026-01-01T00:00:00Z' });
  await back.include([there], signal);
  expect(back.trace.since).toEqual({ [there]: 7 });
});

describe('on the way back the end of a chain that a walk comes to is', () => {
  const end = async (seedTime: string, heightOfTime: number) => {
    const chains = chainsWith(() => 70);
    const asked: string[] = [];
    const heights = {
      heightBefore: async (_chain: string, time: string) => {
        asked.push(time);
        return heightOfTime;
      },
    };
    const start: TraceHorizon = { heights: { [home]: 5 }, cut: false };
    const walk = new WalkHorizon({ chains, heights, clock }, start, { seedTime });
    await walk.include([there], signal);
    return { height: walk.trace.heights[there], asked };
  };

  it('the block of a day after the seed, since nothing later is a source of it', async () => {
    expect(await end('2026-03-01T12:00:00.000Z', 30)).toEqual({
      ...{ height: 30, asked: ['2026-03-02T12:00:00.000Z'] },
    });
  });

  it('the head where that day has not passed, or the chain does not tell blocks by time', async () => {
    expect(await end('2026-05-31T12:00:00.000Z', 30)).toEqual({ height: 70, asked: [] });
    expect(await end('2026-03-01T12:00:00.000Z', 0)).toMatchObject({ height: 70 });
  });
});
