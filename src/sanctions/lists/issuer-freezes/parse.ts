import { readAccount } from '../../../accounts/account.ts';
import type { AccountId } from '../../../domain/caip.ts';
import { WagetraceError } from '../../../domain/errors.ts';
import type { ToldEvent } from '../../../ports/contract-events.ts';
import { actionByTopic, type FreezeAction } from './fetch.ts';

/** A freeze or its end, as the contract reported it. */
export interface FreezeEvent {
  readonly action: FreezeAction;
  readonly contract: AccountId;
  readonly account: AccountId;
  /** YYYY-MM-DD. */
  readonly day: string;
  readonly height: number;
  readonly logIndex: number;
}

/** The first word of an event's arguments: an address in its last twenty bytes. */
function addressWord(event: ToldEvent): string {
  const word = event.topics[1] ?? event.data.slice(0, 66);
  const address = /^0x0{24}([0-9a-f]{40})$/i.exec(word)?.[1];
  if (address) return `0x${address}`;
  throw new WagetraceError('list.malformed', 'A freeze names no account', {
    details: { tx: event.tx, contract: event.contract },
  });
}

/** Reads an event of an issuer's contract; undefined for events of other kinds. */
export function parseFreeze(event: ToldEvent): FreezeEvent | undefined {
  const action = actionByTopic.get(event.topics[0]?.toLowerCase() ?? '');
  if (!action) return undefined;
  return {
    action,
    contract: event.contract,
    account: readAccount(event.chain, addressWord(event)),
    day: event.time.slice(0, 10),
    height: event.height,
    logIndex: event.logIndex,
  };
}
