import type { ChainId } from '../../../domain/caip.ts';
import type { HttpClient } from '../../http.ts';
import type { ProviderSettings } from '../../provider-settings.ts';
import { type EvmRpc, openEvmRpc } from '../rpc.ts';
import { EtherscanApi, proxyRpc } from './rpc.ts';

/** An explorer that speaks Etherscan's dialect, and the node behind it. */
export interface OpenedExplorer {
  /** Name of provider and dialect. */
  readonly name: string;
  readonly api: EtherscanApi;
  /** For single blocks, transactions and accounts. */
  readonly rpc: EvmRpc;
}

/** `settings.dialect` is `etherscan`, or `blockscout-etherscan` for one chain's Blockscout. */
export function openExplorer(
  chain: ChainId,
  settings: ProviderSettings,
  http: HttpClient,
): OpenedExplorer {
  const { key, url } = settings;
  const name = `${settings.name}/${settings.dialect}`;
  const chainNumber = Number(chain.split(':')[1]);
  const multichain = settings.dialect === 'etherscan';
  const api = new EtherscanApi({
    ...{ provider: name, url, key, http },
    chainNumber: multichain ? chainNumber : undefined,
  });
  // Blockscout hands no calls on, but has an endpoint for them beside its API.
  const rpc = multichain
    ? proxyRpc(api, name)
    : openEvmRpc({
        ...{ provider: name, http, chainNumber, url: `${url.replace(/\/$/, '')}/eth-rpc` },
        batchCallsMax: settings.batchCallsMax,
      });
  return { name, api, rpc };
}
