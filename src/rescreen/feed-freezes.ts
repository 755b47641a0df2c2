import { type AccountId, type ChainId, chainOf } from '../domain/caip.ts';
import { messageOf } from '../domain/errors.ts';
import type { ContractEvents, ToldEvent } from '../ports/contract-events.ts';
import type { FreezingContract, IssuerFreezes } from '../ports/issuer-freezes.ts';
import { type AnnounceContext, announceRefresh } from './keep-lists.ts';

/** Questions to one contract's provider in one feeding; the next one goes on from there. */
const questionsMax = 200;
/** Events of one contract in one feeding: all that USDT on TRON ever had are half of it. */
const eventsMax = 25_000;

/** What reads the events of a chain; undefined where no provider of it can. */
export type EventSources = (chain: ChainId) => ContractEvents | undefined;

/**
 * Takes what issuers froze and released since the last time from the final blocks of their chains,
 * and has what that touches rescreened. A contract that is not read to the end, or not at all, is
 * named on the list's status; the others go on.
 */
export async function feedFreezes(
  context: AnnounceContext,
  freezes: IssuerFreezes,
  sources: EventSources,
  signal: AbortSignal,
): Promise<void> {
  const contracts = await freezes.begin();
  if (!contracts) return;
  const wanting: string[] = [];
  try {
    for (const one of contracts) {
      const problem = await feedOne(context, freezes, sources, one, signal);
      if (problem !== undefined)
        wanting.push(`${one.symbol} on ${chainOf(one.contract)}: ${problem}`);
    }
  } finally {
    await freezes.end(wanting);
  }
}

async function feedOne(
  context: AnnounceContext,
  freezes: IssuerFreezes,
  sources: EventSources,
  one: FreezingContract,
  signal: AbortSignal,
): Promise<string | undefined> {
  const source = sources(chainOf(one.contract));
  if (!source) return 'no provider that answers for events';
  try {
    const { finalHeight } = await source.head(signal);
    const fromHeight = (one.readTo ?? -1) + 1;
    if (fromHeight > finalHeight) return undefined;
    const range = { fromHeight, toHeight: finalHeight };
    const { events, readTo } = await read(source, freezes.signatures, one.contract, range, signal);
    await announceRefresh(context, await freezes.take(one.contract, events, readTo));
    return readTo < finalHeight ? `read to ${readTo} of ${finalHeight}` : undefined;
  } catch (error) {
    signal.throwIfAborted();
    return messageOf(error);
  }
}

async function read(
  source: ContractEvents,
  signatures: readonly string[],
  contract: AccountId,
  range: { readonly fromHeight: number; readonly toHeight: number },
  signal: AbortSignal,
): Promise<{ readonly events: readonly ToldEvent[]; readonly readTo: number }> {
  const events: ToldEvent[] = [];
  let readTo = range.fromHeight - 1;
  let questions = 0;
  for await (const batch of source.contractEvents({ contract, signatures }, range, signal)) {
    events.push(...batch.events);
    readTo = batch.toHeight;
    questions += 1;
    if (questions >= questionsMax || events.length >= eventsMax) break;
  }
  return { events, readTo };
}
