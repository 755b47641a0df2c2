import { chainOf } from '../domain/caip.ts';
import type { Endpoint, Flow, TraceDirection } from '../domain/flow.ts';
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
  const times = lastSeen(transfers, flow.inputs.direction);
  const dated = flow.endpoints.flatMap((endpoint) => {
    const at = times.get(potKey(endpoint));
    return at === undefined ? [] : [{ endpoint, question: { asset: endpoint.asset, at } }];
  });
  const answers = await context.prices.pricesOf(
    dated.map(({ question }) => question),
    signal,
  );
  const answerOf = new Map(dated.map(({ endpoint }, index) => [endpoint, answers[index]]));
  return {
    ...flow,
    endpoints: flow.endpoints.map((endpoint) => valued(context, endpoint, answerOf.get(endpoint))),
  };
}

function valued(
  context: Pick<FlowContext, 'chains'>,
  endpoint: Endpoint,
  answer: PriceAnswer | undefined,
): Endpoint {
  const known = context.chains.asset(chainOf(endpoint.asset), endpoint.asset);
  if (!known) return { ...endpoint, usdMissing: 'unlisted-asset' };
  if (!answer) return { ...endpoint, usdMissing: 'no-time' };
  if (answer.state === 'unknown') return { ...endpoint, usdMissing: answer.reason };
  const value = usdValue(endpoint.amountBase, known.decimals, answer.usdPerUnit);
  return { ...endpoint, usd: { value, source: answer.source, at: answer.at } };
}

/** When value of each asset last came to each account; backwards, when it last left it. */
function lastSeen(transfers: Iterable<Transfer>, direction: TraceDirection): Map<string, string> {
  const times = new Map<string, string>();
  for (const { from, to, asset, time, suspect } of transfers) {
    const key = potKey({ account: direction === 'forward' ? to : from, asset });
    if (!suspect && time > (times.get(key) ?? '')) times.set(key, time);
  }
  return times;
}

function potKey({ account, asset }: Pick<Endpoint, 'account' | 'asset'>): string {
  return `${account} ${asset}`;
}
