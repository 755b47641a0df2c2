import { type AccountId, type ChainId, chainOf } from '../../domain/caip.ts';
import { type Transfer, transferKey } from '../../domain/transfer.ts';
import { isCoinChain } from '../coins.ts';
import type { CandidateFacts } from './candidate-facts.ts';
import type { WindowLook } from './candidate-looks.ts';

/** Milliseconds around an arrival in which its payout, and deposits that rival it, lie. */
function windowOf(facts: CandidateFacts, arrival: Transfer) {
  const delayMs = facts.context.candidates.delayMaxMinutes * 60_000;
  const at = Date.parse(arrival.time);
  return { fromMs: at - delayMs, untilMs: at + delayMs };
}

/**
 * Where the accounts of a swapper are looked at around an arrival: the blocks of the time, of each
 * account that was read over all of them. Throws the retryable codes of `ChainSource`.
 */
export async function lookAround(
  facts: CandidateFacts,
  arrival: Transfer,
  accounts: readonly AccountId[],
): Promise<WindowLook> {
  const key = transferKey(arrival);
  const cited = facts.cited?.windows.find((look) => look.arrival === key);
  if (cited) return cited;
  const { untilMs } = windowOf(facts, arrival);
  // A node that is asked for a time to come tells its newest block instead.
  if (facts.context.clock.now().getTime() <= untilMs) {
    return { arrival: key, isOpen: true, read: [], endUnknown: [], unread: [] };
  }
  const read: WindowLook['read'][number][] = [];
  const endUnknown: ChainId[] = [];
  const unread: AccountId[] = [];
  for (const chain of new Set(accounts.map(chainOf))) {
    const own = accounts.filter((account) => chainOf(account) === chain);
    const found = isCoinChain(facts.context, chain)
      ? undefined
      : await readOn(facts, arrival, chain, own);
    read.push(...(found?.read ?? []));
    if (found?.endUnknown) endUnknown.push(chain);
    const seen = new Set(found?.read.flatMap((one) => one.accounts));
    unread.push(...own.filter((account) => !seen.has(account)));
  }
  return { arrival: key, isOpen: false, read, endUnknown, unread };
}

async function readOn(
  facts: CandidateFacts,
  arrival: Transfer,
  chain: ChainId,
  accounts: readonly AccountId[],
) {
  const { context, task } = facts;
  const { fromMs, untilMs } = windowOf(facts, arrival);
  const heightAt = async (ms: number) =>
    await context.heights.heightBefore(chain, new Date(ms).toISOString(), task.signal);
  const fromHeight = await heightAt(fromMs);
  const until = await heightAt(untilMs + 1);
  const endUnknown = until === 0;
  const byEnd = new Map<number, AccountId[]>();
  for (const [account, stretch] of await facts.stretchesAround(chain, accounts, fromHeight)) {
    const toHeight = endUnknown ? stretch.toHeight : until;
    if (stretch.toHeight < toHeight) continue;
    byEnd.set(toHeight, [...(byEnd.get(toHeight) ?? []), account]);
  }
  const read = [...byEnd].map(([toHeight, own]) => ({
    ...{ chain, fromHeight, toHeight, accounts: own },
  }));
  return { read, endUnknown };
}

/** What was paid to and by the accounts in the window; undefined when it is too much. */
export async function movedIn(
  facts: CandidateFacts,
  arrival: Transfer,
  look: WindowLook,
): Promise<readonly Transfer[] | undefined> {
  const { fromMs, untilMs } = windowOf(facts, arrival);
  const moved = new Map<string, Transfer>();
  for (const { accounts, ...range } of look.read) {
    const found = await facts.transfersOf(accounts, range);
    if (!found) return undefined;
    for (const transfer of found) {
      const at = Date.parse(transfer.time);
      if (at >= fromMs && at <= untilMs) moved.set(transferKey(transfer), transfer);
    }
  }
  return [...moved.values()];
}
