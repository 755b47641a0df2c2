import type { ChainSource } from '../../src/ports/chain-source.ts';
import type { SourceUnderTest } from '../conformance/chain-source.ts';
import type { Anvil } from './anvil.ts';
import type { EvmHistory } from './evm-history.ts';
import type { FaultyProxy } from './faulty-proxy.ts';

/** A chain with its history, as providers show it that can be told to misbehave. */
export interface ShownHistory {
  readonly anvil: Anvil;
  readonly history: EvmHistory;
  readonly providers: readonly Pick<FaultyProxy, 'fault' | 'close'>[];
}

type Given = Pick<SourceUnderTest, 'secret' | 'readsBlocks'> &
  Partial<Pick<SourceUnderTest, 'accountLacks' | 'sees'>>;

/** A source over a history, which sees all of it unless something else is given. */
export async function evmUnderTest(
  { anvil, history, providers }: ShownHistory,
  open: (timeoutMs: number) => ChainSource,
  given: Given,
): Promise<SourceUnderTest> {
  const tip = await anvil.rpc<{ number: string; hash: string }>(
    'eth_getBlockByNumber',
    'latest',
    false,
  );
  const { worker: account, fromHeight, toHeight, transfers, failedTransaction } = history;
  return {
    ...{ account, fromHeight, toHeight, transfers, failedTransaction },
    ...{ source: open(20_000), impatient: open(500) },
    unknownTransaction: `0x${'42'.repeat(32)}`,
    head: { height: Number(tip.number), hash: tip.hash },
    accountLacks: [],
    sees: () => true,
    ...given,
    async withFault(fault, work) {
      for (const provider of providers) provider.fault = fault;
      try {
        return await work();
      } finally {
        for (const provider of providers) provider.fault = undefined;
      }
    },
    reorg: () => anvil.reorg(6),
    async close() {
      await Promise.all(providers.map((provider) => provider.close()));
      await anvil.stop();
    },
  };
}
