import type { AccountId, AssetId } from '../domain/caip.ts';
import { type FoundLookAlikes, type LookAlike, lookAlikesShownMax } from '../domain/look-alike.ts';
import { compareTransfers, type Transfer, transferKey } from '../domain/transfer.ts';
import type { PotTransfer } from './coin-transfers.ts';
import { createsValue } from './subgraph-builder.ts';
import type { PotRequest } from './trace-request.ts';

/** Characters at either end that a wallet shows, and that poisoners therefore imitate. */
const shownCharacters = 4;
/** Who paid so much less in all than what passed with the imitated account sent bait. */
const dustFraction = 1_000n;

/** What all addresses of a kind begin with. */
const beginnings = ['0x', 'T'];

/** What the eye compares: both ends of the address. Asked of each account of a flow. */
function appearance(account: AccountId): string {
  const address = account.lastIndexOf(':') + 1;
  const beginning = beginnings.find((one) => account.startsWith(one, address)) ?? '';
  const start = address + beginning.length;
  return account.slice(start, start + shownCharacters) + account.slice(-shownCharacters);
}

/**
 * The look-alikes in the history of walked pots, each from the block of its first gain on, so that
 * what else was read does not change the answer. Bait is a transfer of nothing, either way, or dust
 * that was received: whoever pays a look-alike himself has really paid it. Coins name no sender, so
 * that UTXO chains have none.
 */
export function lookAlikesAmong(
  walked: readonly PotRequest[],
  transfers: Iterable<PotTransfer>,
): FoundLookAlikes {
  const since = new Map(walked.map((pot) => [potKey(pot.account, pot.asset), pot.fromHeight]));
  const dealings = ofAccountsAlike([...transfers].filter(isDealing)).sort(compareTransfers);
  const histories = new Map<string, History>();
  for (const transfer of dealings) {
    for (const account of [transfer.from, transfer.to]) {
      const key = potKey(account, transfer.asset);
      if (transfer.height < (since.get(key) ?? Number.POSITIVE_INFINITY)) continue;
      const history = histories.get(key) ?? new History(account);
      histories.set(key, history);
      history.take(transfer);
    }
  }
  const found = [...histories.values()]
    .flatMap((history) => [...history.found.values()])
    .sort(byBait);
  return { found: found.length, shown: found.slice(0, lookAlikesShownMax) };
}

/** An order that does not hang on what else was loaded. */
function byBait(a: LookAlike, b: LookAlike): number {
  const keys = [a, b].map((one) => `${one.transferKey} ${one.account} ${one.lookAlike}`);
  return (keys[0] ?? '') < (keys[1] ?? '') ? -1 : 1;
}

const potKey = (account: AccountId, asset: AssetId) => `${account} ${asset}`;

function isDealing({ from, to, kind, pots }: PotTransfer): boolean {
  return pots === undefined && from !== to && kind !== 'fee' && !createsValue(kind);
}

/** Those with an account that another one of them looks like: nearly none. */
function ofAccountsAlike(transfers: readonly Transfer[]): Transfer[] {
  const accounts = new Set<AccountId>();
  for (const { from, to } of transfers) accounts.add(from).add(to);
  const first = new Map<string, AccountId>();
  const alike = new Set<AccountId>();
  for (const account of accounts) {
    const shown = appearance(account);
    const other = first.get(shown);
    if (other === undefined) first.set(shown, account);
    else alike.add(account).add(other);
  }
  if (alike.size === 0) return [];
  return transfers.filter(({ from, to }) => alike.has(from) || alike.has(to));
}

/** What passed with one counterparty. */
interface Dealings {
  /** The largest genuine transfer, either way. */
  largestBase: bigint;
  receivedBase: bigint;
}

/** What one pot did with accounts that others look like, in order. */
class History {
  readonly found = new Map<AccountId, LookAlike>();
  readonly #account: AccountId;
  readonly #known = new Map<string, Map<AccountId, Dealings>>();

  constructor(account: AccountId) {
    this.#account = account;
  }

  take(transfer: Transfer): void {
    const isReceived = transfer.to === this.#account;
    const other = isReceived ? transfer.from : transfer.to;
    const alike = this.#known.get(appearance(other)) ?? new Map<AccountId, Dealings>();
    this.#known.set(appearance(other), alike);
    const isWorthless = transfer.suspect !== undefined || transfer.amountBase === 0n;
    const own = alike.get(other) ?? { largestBase: 0n, receivedBase: 0n };
    const receivedBase = own.receivedBase + (isReceived ? transfer.amountBase : 0n);
    const imitated = [...alike].find(
      ([known, { largestBase }]) =>
        known !== other &&
        (isWorthless || (isReceived && receivedBase * dustFraction <= largestBase)),
    );
    if (imitated) this.#flag(transfer, other, imitated[0]);
    if (isWorthless) return;
    own.receivedBase = receivedBase;
    // Bait does not make a look-alike somebody that another one could imitate.
    if (!imitated && transfer.amountBase > own.largestBase) own.largestBase = transfer.amountBase;
    alike.set(other, own);
  }

  #flag(transfer: Transfer, lookAlike: AccountId, imitates: AccountId): void {
    const known = this.found.get(lookAlike) ?? {
      ...{ account: this.#account, lookAlike, imitates },
      ...{ transferKey: transferKey(transfer), transfers: 0 },
    };
    this.found.set(lookAlike, { ...known, transfers: known.transfers + 1 });
  }
}
