import type { AccountId, ChainId } from '../domain/caip.ts';
import { type PeeledCoin, type PeelFinding, peelsShownMax } from '../domain/peel-chain.ts';
import { outpointKey } from '../domain/utxo.ts';
import type { PotTransfer } from '../tracing/coin-transfers.ts';
import { type PeelChain, peelChains } from '../tracing/peel-chains/peel-chain.ts';
import type { FlowContext } from './context.ts';

/** The peel chains among the transactions in which coins of a flow were spent, in block order. */
export async function peelFindings(
  { coins }: Pick<FlowContext, 'coins'>,
  used: readonly PotTransfer[],
): Promise<readonly PeelFinding[]> {
  const spends = new Map<ChainId, Set<string>>();
  for (const { chain, tx, pots } of used) {
    if (pots?.to?.kind === 'spend') spends.set(chain, (spends.get(chain) ?? new Set()).add(tx));
  }
  const findings: PeelFinding[] = [];
  for (const [chain, txs] of spends) {
    const transactions = await coins.transactions(chain, [...txs]);
    findings.push(...peelChains(transactions).map((one) => findingOf(chain, one)));
  }
  return findings;
}

function findingOf(chain: ChainId, found: PeelChain): PeelFinding {
  const { peels, peeledBase, start, rest, restBase, restAccount, cut } = found;
  return {
    chain,
    start: outpointKey(start),
    length: peels.length,
    peeledBase,
    peels: peels
      .slice(0, peelsShownMax)
      .map(({ outpoint, account, amountBase }) =>
        peeledCoin(outpointKey(outpoint), account, amountBase),
      ),
    rest: peeledCoin(outpointKey(rest), restAccount, restBase),
    cut,
  };
}

function peeledCoin(coin: string, account: AccountId | undefined, amountBase: bigint): PeeledCoin {
  return { coin, amountBase, ...(account === undefined ? {} : { account }) };
}
