import { expect, it } from 'vitest';
import { chainId } from '../../../src/domain/caip.ts';
import { WalkHorizon } from '../../../src/flows/horizon.ts';
import type { ChainCatalogue } from '../../../src/ports/chain-catalogue.ts';
import type { TraceHorizon } from '../../../src/tracing/trace-request.ts';

const [home, there] = [chainId('eip155:1'), chainId('eip155:10')];
const signal = new AbortController().signal;

it('the end of a chain that a walk comes to is kept before it is looked at, and stays when it is resumed', async () => {
  let height = 70;
  // CAST: only the head of the source is asked for.
  const chains = { source: () => ({ head: async () => ({ height }) }) } as never as ChainCatalogue;
  const heights = { heightBefore: async () => 7 };
  const start: TraceHorizon = { heights: { [home]: 5 }, cut: false };
  const kept: TraceHorizon[] = [];
  const walk = new WalkHorizon({ chains, heights }, start, async (trace) => {
    kept.push(trace);
  });
  await walk.include([home, there, there], signal);
  await walk.include([there], signal);
  expect(kept).toEqual([{ heights: { [home]: 5, [there]: 70 }, cut: false }]);
  height = 90;
  const resumed = new WalkHorizon({ chains, heights }, kept[0] ?? start);
  await resumed.include([there], signal);
  expect(resumed.trace.heights[there]).toBe(70);
  const back = new WalkHorizon({ chains, heights }, start, undefined, '2026-01-01T00:00:00Z');
  await back.include([there], signal);
  expect(back.trace.since).toEqual({ [there]: 7 });
});
