import { type AccountId, accountId } from '../../domain/caip.ts';
import { positionBand, type Transfer } from '../../domain/transfer.ts';
import { sandboxChain, sandboxStablecoin } from './sandbox-chain.ts';
import type { SeededRandom } from './seeded-random.ts';

const startMs = Date.parse('2026-01-05T09:00:00Z');
const blockMs = 12_000;
const chain = sandboxChain.chain.id;
const nobody = accountId(`${chain}:0x${'0'.repeat(40)}`);

/** The synthetic chain while it is being written: one transaction a block, nobody overdraws. */
export class SandboxLedger {
  readonly transfers: Transfer[] = [];
  readonly #random: SeededRandom;
  readonly #balances = new Map<AccountId, bigint>();
  #height = 0;

  constructor(random: SeededRandom) {
    this.#random = random;
  }

  get height(): number {
    return this.#height;
  }

  account(label: string): AccountId {
    return accountId(`${chain}:${this.#random.address(label)}`);
  }

  balanceOf(account: AccountId): bigint {
    return this.#balances.get(account) ?? 0n;
  }

  mint(to: AccountId, amountBase: bigint): void {
    this.#record(nobody, to, amountBase, 'mint');
  }

  /** Moves value; the hash of the transaction. Nothing moves that is not there. */
  pay(from: AccountId, to: AccountId, amountBase: bigint): string {
    const balance = this.balanceOf(from);
    const amount = amountBase > balance ? balance : amountBase;
    this.#balances.set(from, balance - amount);
    return this.#record(from, to, amount, 'token');
  }

  #record(from: AccountId, to: AccountId, amountBase: bigint, kind: 'mint' | 'token'): string {
    this.#height += this.#random.between(1, 40);
    const tx = `0x${this.#random.hash(`tx/${this.transfers.length}`)}`;
    this.#balances.set(to, this.balanceOf(to) + amountBase);
    this.transfers.push({
      chain,
      height: this.#height,
      blockHash: '',
      time: new Date(startMs + this.#height * blockMs).toISOString(),
      tx,
      txIndex: 0,
      position: positionBand.log,
      from,
      to,
      asset: sandboxStablecoin.id,
      amountBase,
      kind,
    });
    return tx;
  }
}
