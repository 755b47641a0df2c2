import { chainOf } from '../domain/caip.ts';
import type { Endpoint, Flow } from '../domain/flow.ts';
import type { Transfer } from '../domain/transfer.ts';
import { usdValue } from '../domain/usd.ts';
import type { PriceAnswer } from '../ports/prices.ts';
import type { FlowContext } from './context.ts';

/**
 * Puts dollars to the endpoints of a flow, at the price of the time when value last came there and
 * not of today. Where there is no price the figure is left out, with the reason. May ask the
 * network, so it comes after every decision.
 */
export async function valueEndpoints(
  context: Pick<FlowContext, 'prices' | 'chains'>,
  flow: Flow,
  transfers: Iterable<Transfer>,
  signal: AbortSignal,
): Promise<Flow> {
  const times = lastArrivals(transfers);
  const questions = flow.endpoints.map(({ account, asset }) => {
    // An end that nothing of the loaded transfers reached is what rests of the seed itself.
    return { asset, at: times.get(`${account} ${asset}`) ?? flow.tracedAt };
  });
  const answers = await context.prices.pricesOf(questions, signal);
  const endpoints = flow.endpoints.map((endpoint, index) =>
    valued(context, endpoint, answers[index]),
  );
  return { ...flow, endpoints };
}

function valued(
  context: Pick<FlowContext, 'chains'>,
  endpoint: Endpoint,
  answer: PriceAnswer | undefined,
): Endpoint {
  const { usd: _usd, ...rest } = endpoint;
  const known = context.chains.asset(chainOf(endpoint.asset), endpoint.asset);
  if (!known) return { ...rest, usdMissing: 'unlisted-asset' };
  if (answer?.state !== 'known') return { ...rest, usdMissing: answer?.reason ?? 'no-price' };
  const value = usdValue(endpoint.amountBase, known.decimals, answer.usdPerUnit);
  return { ...rest, usd: { value, source: answer.source, at: answer.at } };
}

/** When value of each asset last came to each account, by `account asset`. */
function lastArrivals(transfers: Iterable<Transfer>): Map<string, string> {
  const times = new Map<string, string>();
  for (const { to, asset, time, suspect } of transfers) {
    const key = `${to} ${asset}`;
    if (!suspect && time > (times.get(key) ?? '')) times.set(key, time);
  }
  return times;
}
