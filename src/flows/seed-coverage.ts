import { chainOf } from '../domain/caip.ts';
import type { IncompleteReason } from '../domain/completeness.ts';
import { missingRanges } from '../domain/coverage.ts';
import type { FlowContext } from './context.ts';
import type { SeedRequest } from './flow-request.ts';
import type { FlowHorizon } from './horizon.ts';

/**
 * Why a seed may lack something: of a wallet that was not read as far as it is asked about, only
 * those receipts and payments are known that readings of others gave.
 */
export async function seedReasons(
  { ledger }: Pick<FlowContext, 'ledger'>,
  organisationId: string,
  request: SeedRequest,
  { trace }: FlowHorizon,
): Promise<IncompleteReason[]> {
  if (request.kind !== 'wallet') return [];
  const { account, fromHeight = 0 } = request;
  const chain = chainOf(account);
  const covered = await ledger.coverageOf(organisationId, chain, [account]);
  const range = { fromHeight, toHeight: Math.max(fromHeight, trace.heights[chain] ?? 0) };
  if (missingRanges(range, covered.get(account) ?? []).length === 0) return [];
  const message = 'The wallet was not read in all blocks that are asked about: it may have more';
  return [{ code: 'seed-not-covered', message }];
}
