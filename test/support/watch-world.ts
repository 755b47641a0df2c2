import { cpSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Anvil, DeployedContract } from './anvil.ts';

/** The configuration of one development chain with a listed token; `watch` as in config/chains.yml. */
export function writeWatchConfig(
  anvil: Pick<Anvil, 'chain' | 'chainNumber' | 'url'>,
  token: DeployedContract,
  watch: string,
): string {
  const folder = mkdtempSync(join(tmpdir(), 'wagetrace-config-'));
  cpSync(join(import.meta.dirname, '../../config'), folder, { recursive: true });
  const { chain, chainNumber, url } = anvil;
  writeFileSync(
    join(folder, 'chains.yml'),
    `chains:
  ${chain}:
    name: Test ${chainNumber}
    kind: evm
    native: { slip44: 60, symbol: ETH, decimals: 18 }
    finality: { confirmations: 4 }
    watch: ${watch}
    providers:
      - { name: anvil, dialect: rpc, url: "${url}", traces: debug, nativeScan: blocks }
`,
  );
  writeFileSync(
    join(folder, 'assets.yml'),
    `${chain}:\n  "${token.address}": { symbol: TUSD, decimals: 6 }\n`,
  );
  return folder;
}
