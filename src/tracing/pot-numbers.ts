import { type AccountId, type AssetId, chainOf } from '../domain/caip.ts';
import { type CoinPot, spendAccount } from './coin-transfers.ts';
import { DenseIds } from './dense-ids.ts';
import type { PotId } from './trace-request.ts';

/** Numbers pots, and the accounts and assets that they are of. */
export class PotNumbers {
  readonly accounts = new DenseIds<AccountId>();
  readonly assets = new DenseIds<AssetId>();
  readonly accountOfPot: number[] = [];
  readonly assetOfPot: number[] = [];
  /** Pots of UTXO chains alone. */
  readonly coinPots = new Map<number, CoinPot>();
  /** By asset number. */
  readonly #pots: PotsOfAsset[] = [];
  /** The asset of the last pot: most of those that follow one another are of one. */
  #last: { readonly asset: AssetId; readonly number: number } | undefined;

  /** `coinPot`: undefined for the account's own pot. */
  add(account: AccountId, asset: AssetId, coinPot: CoinPot | undefined): number {
    const assetNumber = this.#assetNumber(asset);
    let pots = this.#pots[assetNumber];
    if (!pots) {
      pots = { own: new Map(), coins: new Map() };
      this.#pots[assetNumber] = pots;
    }
    if (coinPot) return this.#addCoin(pots, account, assetNumber, coinPot);
    const number = this.accounts.add(account);
    const known = pots.own.get(number);
    if (known !== undefined) return known;
    const pot = this.#addPot(number, assetNumber);
    pots.own.set(number, pot);
    return pot;
  }

  find({ account, asset, coin }: PotId): number | undefined {
    const assetNumber = this.assets.find(asset);
    const pots = assetNumber === undefined ? undefined : this.#pots[assetNumber];
    if (coin !== undefined) return pots?.coins.get(coinKey(account, coin));
    const number = this.accounts.find(account);
    return number === undefined ? undefined : pots?.own.get(number);
  }

  #addCoin(pots: PotsOfAsset, account: AccountId, asset: number, coinPot: CoinPot): number {
    const { kind, key: coin } = coinPot;
    // An output comes out of its transaction, whoever its transfer names as the payer.
    const holder =
      kind === 'spend'
        ? spendAccount(chainOf(this.assets.values[asset] ?? account), coin)
        : account;
    const key = coinKey(holder, coin);
    const known = pots.coins.get(key);
    if (known !== undefined) return known;
    const pot = this.#addPot(this.accounts.add(holder), asset);
    pots.coins.set(key, pot);
    this.coinPots.set(pot, coinPot);
    return pot;
  }

  #addPot(account: number, asset: number): number {
    this.assetOfPot.push(asset);
    return this.accountOfPot.push(account) - 1;
  }

  #assetNumber(asset: AssetId): number {
    if (this.#last?.asset === asset) return this.#last.number;
    const number = this.assets.add(asset);
    this.#last = { asset, number };
    return number;
  }
}

/** Numbers of the pots of an asset. */
interface PotsOfAsset {
  /** Of account ledgers, by account number. */
  readonly own: Map<number, number>;
  /** By account and key. */
  readonly coins: Map<string, number>;
}

function coinKey(account: AccountId, coin: string): string {
  return `${account} ${coin}`;
}
