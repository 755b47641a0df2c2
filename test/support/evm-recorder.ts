import { accountId, assetId } from '../../src/domain/caip.ts';
import type { Transfer, TransferKind } from '../../src/domain/transfer.ts';
import type { Anvil } from './anvil.ts';

/** Whence tokens are minted, whither they burn, and whom fees are paid to. */
export const zero = `0x${'0'.repeat(40)}`;

/** What an action moved, as whoever wrote the contract knows it; nothing here asks the product. */
export interface Move {
  readonly kind: TransferKind;
  readonly from: string;
  readonly to: string;
  readonly amount: bigint;
  /** The token's address; undefined for the native asset. */
  readonly token?: string;
  /** Which of the transaction's logs tells of it. */
  readonly log?: number;
  /** Which of its value-bearing internal calls it is. */
  readonly call?: number;
  readonly memo?: string;
  readonly suspect?: Transfer['suspect'];
}

interface RawReceipt {
  readonly blockNumber: string;
  readonly blockHash: string;
  readonly transactionIndex: string;
  readonly status: string;
  readonly from: string;
  readonly gasUsed: string;
  readonly effectiveGasPrice: string;
  readonly logs: readonly { readonly logIndex: string }[];
}

/** Writes down what transactions moved, as the product must tell it. */
export class EvmRecorder {
  readonly #anvil: Anvil;
  readonly transfers: Transfer[] = [];

  constructor(anvil: Anvil) {
    this.#anvil = anvil;
  }

  async record(hash: string, moves: readonly Move[]): Promise<void> {
    const receipt = await this.#anvil.rpc<RawReceipt>('eth_getTransactionReceipt', hash);
    const block = await this.#anvil.rpc<{ timestamp: string }>(
      'eth_getBlockByNumber',
      receipt.blockNumber,
      false,
    );
    const fee: Move = {
      kind: 'fee',
      from: receipt.from,
      to: zero,
      amount: BigInt(receipt.gasUsed) * BigInt(receipt.effectiveGasPrice),
    };
    const time = new Date(Number(block.timestamp) * 1_000).toISOString();
    const rows = [...moves, fee].map((move) => this.#transfer(move, hash, receipt, time));
    this.transfers.push(...rows.sort((a, b) => a.position - b.position));
  }

  #transfer(move: Move, tx: string, receipt: RawReceipt, time: string): Transfer {
    const { chain } = this.#anvil;
    const asset = move.token === undefined ? 'slip44:60' : `erc20:${move.token}`;
    return {
      chain,
      height: Number(receipt.blockNumber),
      blockHash: receipt.blockHash,
      time,
      tx,
      txIndex: Number(receipt.transactionIndex),
      position: this.#position(move, receipt),
      from: accountId(`${chain}:${move.from.toLowerCase()}`),
      to: accountId(`${chain}:${move.to.toLowerCase()}`),
      asset: assetId(`${chain}/${asset}`),
      amountBase: move.amount,
      kind: move.kind,
      ...(move.memo === undefined ? {} : { memo: move.memo }),
      ...(move.suspect === undefined ? {} : { suspect: move.suspect }),
    };
  }

  #position(move: Move, receipt: RawReceipt): number {
    if (move.kind === 'fee') return 9_000_000;
    if (move.log !== undefined) return 1_000_000 + Number(receipt.logs[move.log]?.logIndex);
    return move.call === undefined ? 0 : 2_000_000 + move.call;
  }
}
