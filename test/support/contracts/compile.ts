import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InterfaceAbi } from 'ethers';

export interface Artefact {
  readonly abi: InterfaceAbi;
  readonly bytecode: string;
}

interface SolcError {
  readonly severity: string;
  readonly formattedMessage: string;
}
interface SolcContract {
  readonly abi: InterfaceAbi;
  readonly evm: { readonly bytecode: { readonly object: string } };
}
interface SolcOutput {
  readonly errors?: readonly SolcError[];
  readonly contracts: Readonly<Record<string, Readonly<Record<string, SolcContract>>>>;
}

const folder = import.meta.dirname;

function sources(): Record<string, { content: string }> {
  const files = readdirSync(folder).filter((file) => file.endsWith('.sol'));
  return Object.fromEntries(
    files.map((file) => [file, { content: readFileSync(join(folder, file), 'utf8') }]),
  );
}

function compile(input: string): Record<string, Artefact> {
  // CAST: solc ships no types; only `compile` is used.
  const solc = createRequire(import.meta.url)('solc') as { compile(input: string): string };
  // CAST: the standard JSON output of solc.
  const output = JSON.parse(solc.compile(input)) as SolcOutput;
  const errors = (output.errors ?? []).filter((error) => error.severity === 'error');
  if (errors.length > 0) throw new Error(errors.map((e) => e.formattedMessage).join('\n'));
  return Object.fromEntries(
    Object.values(output.contracts).flatMap((file) =>
      Object.entries(file).map(([name, contract]) => [
        name,
        { abi: contract.abi, bytecode: `0x${contract.evm.bytecode.object}` },
      ]),
    ),
  );
}

/**
 * The contracts of this folder, by name, compiled by solc without any network; kept in the
 * temporary folder by the hash of their text, since loading the compiler takes a second.
 */
export function testContracts(): Record<string, Artefact> {
  const input = JSON.stringify({
    language: 'Solidity',
    sources: sources(),
    settings: {
      optimizer: { enabled: true, runs: 200 },
      evmVersion: 'paris',
      outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object'] } },
    },
  });
  const hash = createHash('sha256').update(input).digest('hex').slice(0, 16);
  const kept = join(tmpdir(), `wagetrace-contracts-${hash}.json`);
  // CAST: written below, by this function.
  if (existsSync(kept)) return JSON.parse(readFileSync(kept, 'utf8')) as Record<string, Artefact>;
  const artefacts = compile(input);
  const written = `${kept}.${process.pid}`;
  writeFileSync(written, JSON.stringify(artefacts));
  renameSync(written, kept);
  return artefacts;
}
