import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Artefact } from './compile.ts';

/** GPL and LGPL: for tests alone, read from where npm put them; no file of theirs is copied. */
const uniswap = '@uniswap/v2-core/build';
const safe = '@safe-global/safe-smart-account/build/artifacts/contracts';

const files: Readonly<Record<string, string>> = {
  UniswapV2Factory: `${uniswap}/UniswapV2Factory.json`,
  UniswapV2Pair: `${uniswap}/UniswapV2Pair.json`,
  Safe: `${safe}/Safe.sol/Safe.json`,
  SafeProxyFactory: `${safe}/proxies/SafeProxyFactory.sol/SafeProxyFactory.json`,
  MultiSend: `${safe}/libraries/MultiSend.sol/MultiSend.json`,
};

/** A contract as its authors compiled and published it on npm, by name; undefined when not known. */
export function publishedContract(name: string): Artefact | undefined {
  const file = files[name];
  if (file === undefined) return undefined;
  const path = createRequire(import.meta.url).resolve(file);
  // CAST: the published artefacts of waffle and hardhat both have these two fields.
  const { abi, bytecode } = JSON.parse(readFileSync(path, 'utf8')) as Artefact;
  return { abi, bytecode: bytecode.startsWith('0x') ? bytecode : `0x${bytecode}` };
}
