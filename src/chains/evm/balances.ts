import { Interface } from 'ethers';
import { z } from 'zod';
import { type AccountId, type AssetId, addressOf } from '../../domain/caip.ts';
import { isWagetraceError } from '../../domain/errors.ts';
import type { BalanceReader } from '../../ports/balance-reader.ts';
import type { EvmRpc } from './rpc.ts';

const erc20 = new Interface(['function balanceOf(address) view returns (uint256)']);
const hexNumber = z.string().regex(/^0x[0-9a-f]{1,64}$/);

/** Balances of native and ERC-20 assets, from a node that keeps the state of old blocks. */
export class EvmBalances implements BalanceReader {
  readonly name: string;
  readonly #rpc: EvmRpc;

  constructor(name: string, rpc: EvmRpc) {
    this.name = name;
    this.#rpc = rpc;
  }

  async balanceAt(
    account: AccountId,
    asset: AssetId,
    height: number,
    signal: AbortSignal,
  ): Promise<bigint | undefined> {
    if (height < 0) return 0n;
    const block = `0x${height.toString(16)}`;
    const [, kind, reference = ''] = /\/([a-z0-9]+):(.+)$/.exec(asset) ?? [];
    const owner = addressOf(account);
    try {
      if (kind === 'slip44') {
        return BigInt(await this.#rpc.call(hexNumber, 'eth_getBalance', [owner, block], signal));
      }
      if (kind !== 'erc20') return undefined;
      const call = { to: reference, data: erc20.encodeFunctionData('balanceOf', [owner]) };
      return BigInt(await this.#rpc.call(hexNumber, 'eth_call', [call, block], signal));
    } catch (error) {
      // A node without the state of that block answers with an error of its own wording, and one
      // for a contract that was not there yet with an empty value: neither is a balance.
      const noAnswer = ['source.bad-answer', 'source.above-head', 'source.unsupported'];
      if (isWagetraceError(error) && noAnswer.includes(error.code)) return undefined;
      throw error;
    }
  }
}
