import type { PotRequest } from '../tracing/trace-request.ts';

/** One text for a pot. */
export function potName({
  account,
  asset,
  coin,
}: Pick<PotRequest, 'account' | 'asset' | 'coin'>): string {
  return coin === undefined ? `${account} ${asset}` : `${account} ${asset} ${coin}`;
}
