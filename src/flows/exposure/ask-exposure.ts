import { readAccountId } from '../../accounts/account.ts';
import { chainOf } from '../../domain/caip.ts';
import type { AttributionMethod } from '../../domain/flow.ts';
import type { ChainCatalogue } from '../../ports/chain-catalogue.ts';
import { readAsset } from '../ask-flow.ts';
import type { ExposureDirection, ExposureQuestion } from '../inquiries/inquiry.ts';

/** A question of exposure as a person or a program puts it, in text. */
export interface GivenExposure {
  readonly account: string;
  readonly asset: string;
  readonly directions: readonly ExposureDirection[];
  readonly method: AttributionMethod;
  readonly limits: ExposureQuestion['limits'];
  readonly fromHeight: number;
}

/**
 * Reads a question. Throws `flow.unknown-asset`, and what reading accounts throws.
 */
export function readExposureQuestion(
  chains: ChainCatalogue,
  given: GivenExposure,
): ExposureQuestion {
  const account = readAccountId(given.account);
  const chain = chainOf(account);
  const asset = readAsset(chains, chain, given.asset);
  const directions = [...new Set(given.directions)];
  return { ...given, kind: 'exposure', account, asset, directions };
}
