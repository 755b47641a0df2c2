import type { PotRequest } from '../tracing/trace-request.ts';

/** One text for a pot of an account ledger. */
export function potName({ account, asset }: Pick<PotRequest, 'account' | 'asset'>): string {
  return `${account} ${asset}`;
}
