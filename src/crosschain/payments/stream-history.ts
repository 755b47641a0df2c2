import type { AccountId } from '../../domain/caip.ts';
import type { HeightRange } from '../../domain/coverage.ts';
import type { ContractEvents, EventQuestion, ToldEvent } from '../../ports/contract-events.ts';
import { eventFragmentReader, isUnreadable } from '../event-reader.ts';
import { eventAccount, eventAmount } from '../event-values.ts';
import { flowUpdated } from './stream-events.ts';
import type { BalanceFact } from './streamed-balance.ts';

/** Whose balance is asked for, and where that token's streams are kept. */
export interface StreamedAccount {
  readonly token: AccountId;
  readonly agreement: AccountId;
  readonly account: AccountId;
}

const transferred = eventFragmentReader(
  'event Transfer(address indexed from, address indexed to, uint256 value)',
);

/** Questions to the provider, and events, that one history may take; beyond, it is not read. */
const questionsMax = 4_000;
const eventsMax = 25_000;

/**
 * All that streams and ordinary transfers did to the balance of an account in a super token, in the
 * order of the chain: what every node with its logs answers alike. Throws as `ContractEvents`.
 *
 * @returns undefined where it is too long to be read
 */
export async function streamHistory(
  source: ContractEvents,
  { token, agreement, account }: StreamedAccount,
  range: HeightRange,
  signal: AbortSignal,
): Promise<readonly BalanceFact[] | undefined> {
  const questions: EventQuestion[] = [
    {
      contract: agreement,
      signatures: [flowUpdated.signature],
      indexed: [token, undefined, account],
    },
    { contract: agreement, signatures: [flowUpdated.signature], indexed: [token, account] },
    { contract: token, signatures: [transferred.signature], indexed: [undefined, account] },
    { contract: token, signatures: [transferred.signature], indexed: [account] },
  ];
  const events = new Map<string, ToldEvent>();
  let asked = 0;
  for (const question of questions) {
    for await (const batch of source.contractEvents(question, range, signal)) {
      asked += 1;
      for (const event of batch.events) events.set(`${event.height} ${event.logIndex}`, event);
      if (asked > questionsMax || events.size > eventsMax) return undefined;
    }
  }
  return [...events.values()]
    .sort((a, b) => a.height - b.height || a.logIndex - b.logIndex)
    .flatMap((event) => factOf(event) ?? []);
}

/** A log that bears such a topic and does not decode changes no balance. */
function factOf(told: ToldEvent): BalanceFact | undefined {
  const { height, logIndex, chain } = told;
  const reader = told.topics[0] === flowUpdated.topic0 ? flowUpdated : transferred;
  // Not every provider says these two, and nothing here asks for them.
  const event = reader.read({ ...told, blockHash: '', txIndex: 0 });
  if (isUnreadable(event)) return undefined;
  const account = (name: string) => eventAccount(chain, event.args[name]);
  const amount = (name: string) => eventAmount(event.args[name]);
  const place = { height, logIndex, timeS: Date.parse(told.time) / 1_000 };
  return event.name === 'FlowUpdated'
    ? {
        ...{ kind: 'flow', ...place, rateBase: amount('flowRate') },
        ...{ from: account('sender'), to: account('receiver') },
      }
    : {
        ...{ kind: 'movement', ...place, amountBase: amount('value') },
        ...{ from: account('from'), to: account('to') },
      };
}
