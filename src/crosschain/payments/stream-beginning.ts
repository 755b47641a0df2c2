import type { ContractState } from '../../ports/contract-state.ts';
import type { StreamedAccount } from './stream-history.ts';
import type { Movement } from './streamed-balance.ts';

/** From where the streams of an account are to be read, and what it had until then. */
interface StreamBeginning {
  readonly fromHeight: number;
  readonly opening: readonly Movement[];
}

/**
 * The block in which an account first had a stream of a super token. What it had before is other
 * income, all of it ahead of the first second. Where the provider does not keep the state of old
 * blocks, all is to be read from the first block on: the answer is the same.
 */
export async function streamBeginning(
  state: ContractState,
  of: StreamedAccount,
  toHeight: number,
  signal: AbortSignal,
): Promise<StreamBeginning> {
  const all = { fromHeight: 0, opening: [] };
  let [without, height] = [-1, toHeight];
  while (height - without > 1) {
    const middle = Math.floor((without + height) / 2);
    const has = await state.hasStreamed(of, middle, signal);
    if (has === undefined) return all;
    if (has) height = middle;
    else without = middle;
  }
  if (without < 0) return all;
  const { token, account } = of;
  // As of the first second of all: a pool that pays by the second then leaves a difference.
  const before = { height: without, timeS: 0 };
  const amountBase = await state.superBalance(token, account, before, signal);
  if (amountBase === undefined) return all;
  const held = { ...before, logIndex: 0, from: token, to: account, amountBase } as const;
  return { fromHeight: height, opening: [{ kind: 'movement', ...held }] };
}
