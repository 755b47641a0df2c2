import { type AccountId, type AssetId, addressOf } from '../domain/caip.ts';
import type { Transfer } from '../domain/transfer.ts';
import type { ChainSource } from '../ports/chain-source.ts';

/** Characters at either end that a wallet shows, and that poisoners therefore imitate. */
const shownCharacters = 4;
/** A transfer worth so much less than what passed before with the imitated account is bait. */
const dustFraction = 1_000n;
/** Counterparties remembered in one reading; further ones are not compared with. */
const counterpartiesMax = 100_000;

/** What the eye compares: both ends of the address, after what all addresses begin with. */
function appearance(account: AccountId): string {
  const address = addressOf(account).replace(/^0x|^T/, '');
  return `${address.slice(0, shownCharacters)}…${address.slice(-shownCharacters)}`;
}

interface Counterparty {
  readonly account: AccountId;
  /** The largest genuine transfer with it, by asset. */
  readonly largest: Map<AssetId, bigint>;
}

/**
 * Finds the bait of address poisoning in the history of one account, read in order: transfers of
 * nothing, of dust or of a fake token with an account that looks like one it had dealt with before.
 * What is really paid to such an account is not bait: that money moved.
 */
export class LookAlikes {
  readonly #account: AccountId;
  readonly #known = new Map<string, Counterparty[]>();
  #size = 0;

  constructor(account: AccountId) {
    this.#account = account;
  }

  /** The transfers with bait marked `poisoning`. Each call continues the history. */
  mark(transfers: readonly Transfer[]): Transfer[] {
    return transfers.map((t) => {
      const other = t.from === this.#account ? t.to : t.from;
      if (this.#isBait(t, other)) return { ...t, suspect: 'poisoning' };
      if (t.suspect === undefined && t.amountBase > 0n) this.#remember(t, other);
      return t;
    });
  }

  #isBait(t: Transfer, other: AccountId): boolean {
    const alike = (this.#known.get(appearance(other)) ?? []).filter((c) => c.account !== other);
    const worthless = t.suspect !== undefined || t.amountBase === 0n;
    return alike.some(
      ({ largest }) => worthless || t.amountBase * dustFraction <= (largest.get(t.asset) ?? 0n),
    );
  }

  #remember(t: Transfer, other: AccountId): void {
    const key = appearance(other);
    const alike = this.#known.get(key) ?? [];
    let known = alike.find((c) => c.account === other);
    if (!known) {
      if (this.#size >= counterpartiesMax) return;
      known = { account: other, largest: new Map() };
      this.#known.set(key, [...alike, known]);
      this.#size += 1;
    }
    const before = known.largest.get(t.asset) ?? 0n;
    if (t.amountBase > before) known.largest.set(t.asset, t.amountBase);
  }
}

/** The source with the bait of address poisoning marked, as far as one reading shows whom it imitates. */
export function withLookAlikes(source: ChainSource): ChainSource {
  return {
    chain: source.chain,
    name: source.name,
    head: (signal) => source.head(signal),
    async *account(account, range, signal) {
      const lookAlikes = new LookAlikes(account);
      for await (const batch of source.account(account, range, signal)) {
        yield { ...batch, transfers: lookAlikes.mark(batch.transfers) };
      }
    },
    blocks: (range, signal) => source.blocks(range, signal),
    transaction: (tx, signal) => source.transaction(tx, signal),
    blockHash: (height, signal) => source.blockHash(height, signal),
  };
}
