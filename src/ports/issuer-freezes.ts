import type { AccountId } from '../domain/caip.ts';
import type { ToldEvent } from './contract-events.ts';
import type { RefreshResult } from './lists.ts';

/** A contract by which an issuer freezes accounts, and how far its events were read. */
export interface FreezingContract {
  readonly contract: AccountId;
  readonly symbol: string;
  /** Every event up to this height was taken; undefined before the first. */
  readonly readTo?: number;
}

/** The list of what issuers froze, as its feeder sees it. */
export interface IssuerFreezes {
  /** Signatures of the events that freeze, release and destroy. */
  readonly signatures: readonly string[];
  /** Takes the list for one feeding; undefined when another has it, or it is not in use. */
  begin(): Promise<readonly FreezingContract[] | undefined>;
  /** Takes the events of a contract, of final blocks and in order, up to a height. */
  take(contract: AccountId, events: readonly ToldEvent[], readTo: number): Promise<RefreshResult>;
  /** Gives the list back: fresh, or with what is wanting. */
  end(wanting: readonly string[]): Promise<void>;
}
