import { z } from 'zod';
import { readAccount } from '../../accounts/account.ts';
import type { Asset } from '../../domain/asset.ts';
import { addressOf, assetId, type ChainId, chainId } from '../../domain/caip.ts';
import { configFault, faultsOf, readYaml } from './config-fault.ts';

const row = z.strictObject({
  symbol: z.string().min(1).max(32),
  decimals: z.int().min(0).max(36),
  stable: z.boolean().default(false),
  conserving: z.enum(['yes', 'fee-on-transfer', 'rebasing']).default('yes'),
});

const schema = z.record(z.string(), z.record(z.string(), row));

/** CAIP-19 namespaces of tokens, by CAIP-2 namespace of the chain. */
const tokenNamespace: Readonly<Record<string, string>> = { eip155: 'erc20', tron: 'trc20' };

function tokenId(chain: ChainId, contract: string) {
  const namespace = tokenNamespace[chain.split(':')[0] ?? ''];
  if (namespace === undefined) {
    throw configFault('config/assets.yml', [`${chain}: tokens of this chain are not known`]);
  }
  return assetId(`${chain}/${namespace}:${addressOf(readAccount(chain, contract))}`);
}

/**
 * Reads `config/assets.yml`: the tokens that count. Throws `config.invalid` with the path of each
 * fault, and as `readAccount` for a contract that is no address of its chain.
 */
export function readAssetsConfig(text: string): Asset[] {
  const parsed = schema.safeParse(readYaml('config/assets.yml', text));
  if (!parsed.success) throw configFault('config/assets.yml', faultsOf(parsed.error));
  return Object.entries(parsed.data).flatMap(([chainText, contracts]) => {
    const chain = chainId(chainText);
    return Object.entries(contracts).map(([contract, { stable, ...asset }]) => ({
      ...asset,
      id: tokenId(chain, contract),
      chain,
      usdStable: stable,
    }));
  });
}
