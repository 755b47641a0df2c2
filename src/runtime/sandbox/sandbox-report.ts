import { displayAddress } from '../../accounts/account.ts';
import { formatDecimal } from '../../domain/amount.ts';
import type { AccountId } from '../../domain/caip.ts';
import type { IncompleteReason } from '../../domain/completeness.ts';
import type { Flow, Path } from '../../domain/flow.ts';
import type { SandboxPayoutResult, SandboxResult } from './run-sandbox.ts';
import { sandboxStablecoin } from './sandbox-chain.ts';

const money = (base: bigint) => formatDecimal(base, sandboxStablecoin.decimals);

/** The result of the sandbox as text: decisions, flagged flows, and one path. */
export function sandboxReport(
  result: SandboxResult,
  listDates: readonly string[],
  notLookedAt: readonly IncompleteReason[],
): string {
  const flagged = result.results.filter(({ flow }) => flow?.flag);
  const path = flagged.flatMap(
    ({ flow }) => flow?.paths.filter((one) => isToListed(flow, one)) ?? [],
  )[0];
  return [
    '',
    `Sandbox (synthetic chain of ${result.transfers} transfers, seed ${result.seed}; lists: ${listDates.join(', ')})`,
    ...notLookedAt.map(({ message }) => message),
    '',
    ...table(result.results),
    '',
    `${flagged.length} flagged flows:`,
    ...flagged.map(flagLine),
    ...(path ? ['', 'One path:', ...pathLines(path)] : []),
    '',
    `Sandbox admin key, shown this once: ${result.adminKey}`,
    '',
  ].join('\n');
}

function table(results: readonly SandboxPayoutResult[]): string[] {
  const rows = results.map(({ payout, flow }) => [
    payout.ref,
    payout.employerRef,
    payout.amountBase === undefined ? '-' : money(payout.amountBase),
    payout.decision ?? '-',
    payout.state,
    flow ? (flow.flag ?? 'no flag') : '-',
    flow ? flow.completeness.state : '-',
  ]);
  const header = ['payout', 'employer', 'sUSD', 'decision', 'state', 'flow', 'seen'];
  const widths = header.map((name, column) =>
    Math.max(name.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  return [header, ...rows].map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function flagLine({ payout, flow }: SandboxPayoutResult): string {
  if (!flow) return payout.ref;
  const listed = flow.endpoints.filter((endpoint) => endpoint.kind === 'sanctioned');
  const party = listed[0]?.matches[0]?.listing.party ?? 'a listed wallet';
  const byFifo = listed.reduce((sum, endpoint) => sum + endpoint.amountBase, 0n);
  const range = `${money(flow.listedLowerBase)} to ${money(flow.listedUpperBase)}`;
  return `  ${payout.ref}  ${flow.flag?.padEnd(10)}  ${party}: ${money(byFifo)} by ${flow.inputs.method}, ${range} by any method`;
}

function isToListed(flow: Flow, path: Path): boolean {
  return flow.endpoints.some(({ kind, account }) => kind === 'sanctioned' && account === path.to);
}

function pathLines(path: Path): string[] {
  const name = (account: AccountId) => displayAddress(account);
  return path.hops.map(
    ({ from, to, amountBase, tx, time }) =>
      `  ${time}  ${name(from)} -> ${name(to)}  ${money(amountBase)}  tx ${tx.slice(0, 18)}…`,
  );
}
