import { cpSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Litecoind } from './litecoind.ts';

/**
 * A folder of configuration with the node's chain alone, read from the node or from a provider that
 * is given as YAML, and a list that names one address of it.
 */
export function coinConfig(node: Litecoind, listed: string, provider = nodeItself(node)): string {
  const folder = mkdtempSync(join(tmpdir(), 'wagetrace-config-'));
  cpSync(join(import.meta.dirname, '../../config'), folder, { recursive: true });
  const chain = `chains:
  ${node.chain}:
    name: Litecoin regtest
    kind: bitcoin
    native: { slip44: 2, symbol: LTC, decimals: 8 }
    finality: { confirmations: 100 }
    providers:
      - ${provider}
`;
  writeFileSync(join(folder, 'chains.yml'), chain);
  writeFileSync(join(folder, 'assets.yml'), '{}\n');
  const own = join(folder, 'own.csv');
  writeFileSync(own, `address,party,effect\n${node.chain}:${listed},Listed Collector,block\n`);
  const lists = `lists:
  us-ofac-sdn: { required: true, refreshMinutes: 10000 }
  un-security-council: {}
  acme-own: { source: operator-csv, path: "${own}", effect: block, jurisdiction: US, refreshMinutes: 10000 }
`;
  writeFileSync(join(folder, 'lists.yml'), lists);
  return folder;
}

function nodeItself(node: Litecoind): string {
  const url = node.url.replace('//', `//${node.user}:${node.password}@`);
  return `{ name: litecoind, dialect: rpc, url: "${url}", nativeScan: blocks }`;
}
