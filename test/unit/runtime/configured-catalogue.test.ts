import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readAccount } from '../../../src/accounts/account.ts';
import { MemoryBudget } from '../../../src/chains/memory-budget.ts';
import { systemPace } from '../../../src/chains/pace.ts';
import { assetId, chainId } from '../../../src/domain/caip.ts';
import { readConfigFolder } from '../../../src/runtime/config/config-folder.ts';
import { ConfiguredCatalogue } from '../../../src/runtime/configured-catalogue.ts';

const bitcoin = chainId('bip122:000000000019d6689c085ae165831e93');

describe('a chain of coins', () => {
  it('is screened, and its wages count as not followed even with a provider', async () => {
    const environment = {
      BITCOIN_RPC_URL: 'http://127.0.0.1:1',
      BITCOIN_ESPLORA_URL: 'http://127.0.0.1:1',
    };
    const config = await readConfigFolder(
      resolve(import.meta.dirname, '../../../config'),
      environment,
    );
    const manners = { budget: new MemoryBudget(() => 0), pace: systemPace };
    const catalogue = new ConfiguredCatalogue(config.chains, config.assets, [], manners);
    const wallet = readAccount(bitcoin, '1D6gG9iKEhPitTcWRJiniuj1jYM2hNeAfJ');
    expect(wallet.startsWith(bitcoin)).toBe(true);
    expect(catalogue.chain(bitcoin)?.ledger).toBe('utxo');
    expect(catalogue.tracing(bitcoin)).toMatchObject({
      state: 'incomplete',
      reasons: [{ code: 'source.unchecked' }],
    });
    expect(catalogue.asset(bitcoin, assetId(`${bitcoin}/slip44:0`))?.symbol).toBe('BTC');
  });
});
