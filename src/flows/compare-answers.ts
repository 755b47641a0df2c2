import type { Completeness } from '../domain/completeness.ts';
import { type Discrepancy, differs } from '../domain/discrepancy.ts';
import type { Endpoint, Flow, FlowConversion } from '../domain/flow.ts';
import { canonicalJson } from '../domain/json.ts';
import type { ListingMatch } from '../domain/listing.ts';
import type { TransferDigest } from './evidence.ts';

/** Names each part of a flow that comes out otherwise when it is traced again. */
export function compareAnswers(stored: Flow, flow: Flow): Discrepancy[] {
  const part = (
    kind: Discrepancy['kind'],
    name: 'peelChains' | 'lookAlikes' | 'paths' | 'seed' | 'accounts',
  ) => differs(kind, name, canonicalJson(stored[name]), canonicalJson(flow[name]));
  return [
    ...compareEndpoints(stored.endpoints, flow.endpoints),
    ...compareConversions(stored.conversions, flow.conversions),
    ...part('path', 'peelChains'),
    ...part('answer', 'lookAlikes'),
    ...differs('flag', 'flag', stored.flag ?? 'none', flow.flag ?? 'none'),
    ...differs('bound', 'listedUpperBase', `${stored.listedUpperBase}`, `${flow.listedUpperBase}`),
    ...differs('bound', 'listedLowerBase', `${stored.listedLowerBase}`, `${flow.listedLowerBase}`),
    ...part('path', 'paths'),
    ...part('endpoint', 'seed'),
    ...part('answer', 'accounts'),
    ...compareCompleteness(stored.completeness, flow.completeness),
  ];
}

/**
 * What is missing now must have been said then. The other way round it need not be: what a source
 * could not see is known when it is asked, and nothing is asked here.
 */
function compareCompleteness(stored: Completeness, recomputed: Completeness): Discrepancy[] {
  const said = new Set(stored.state === 'complete' ? [] : stored.reasons.map(({ code }) => code));
  return recomputed.reasons
    .filter(({ code }) => !said.has(code))
    .flatMap(({ code, message }) => differs('answer', `completeness ${code}`, 'not said', message));
}

/** Names each transfer that is not used any more, is altered, or was added. */
export function compareDigests(
  stored: readonly TransferDigest[],
  recomputed: readonly TransferDigest[],
): Discrepancy[] {
  const now = new Map(recomputed.map(({ key, sha256 }) => [key, sha256]));
  const before = new Set(stored.map(({ key }) => key));
  const gone = stored.flatMap(({ key, sha256 }) => {
    const found = now.get(key);
    if (found === undefined) return differs('transfer-missing', key, sha256, 'not used');
    return differs('transfer-altered', key, sha256, found);
  });
  const added = recomputed
    .filter(({ key }) => !before.has(key))
    .flatMap(({ key, sha256 }) => differs('transfer-added', key, 'not used', sha256));
  return [...gone, ...added];
}

function compareEndpoints(
  stored: readonly Endpoint[],
  recomputed: readonly Endpoint[],
): Discrepancy[] {
  const idOf = ({ kind, account, asset }: Endpoint) => `${kind} ${account} ${asset}`;
  const now = new Map(recomputed.map((endpoint) => [idOf(endpoint), endpoint]));
  const before = new Set(stored.map(idOf));
  const changed = stored.flatMap((endpoint) => {
    const found = now.get(idOf(endpoint));
    return [
      ...compareMatches(endpoint.account, endpoint.matches, found?.matches ?? []),
      ...differs(
        'endpoint',
        idOf(endpoint),
        figuresOf(endpoint),
        found ? figuresOf(found) : 'none',
      ),
    ];
  });
  const added = recomputed
    .filter((endpoint) => !before.has(idOf(endpoint)))
    .flatMap((endpoint) => differs('endpoint', idOf(endpoint), 'none', figuresOf(endpoint)));
  return [...changed, ...added];
}

function compareConversions(
  stored: readonly FlowConversion[],
  recomputed: readonly FlowConversion[],
): Discrepancy[] {
  return Array.from({ length: Math.max(stored.length, recomputed.length) }, (_, place) => {
    const [before, now] = [stored[place], recomputed[place]];
    const { chain, tx, account } = (before ?? now)?.source ?? {};
    const what = `${chain}:${tx} of ${account}`;
    const textOf = (one: FlowConversion | undefined) => (one ? canonicalJson(one) : 'none');
    return differs('conversion', what, textOf(before), textOf(now));
  }).flat();
}

/** All that tracing says of an end; what it was worth is a price's matter, and listings have their own. */
function figuresOf({ usd: _usd, usdMissing: _missing, matches: _matches, ...traced }: Endpoint) {
  return canonicalJson(traced);
}

/** Names the list entry that is not what it was when the flow was traced. */
function compareMatches(
  account: string,
  stored: readonly ListingMatch[],
  recomputed: readonly ListingMatch[],
): Discrepancy[] {
  const idOf = ({ listing }: ListingMatch) => `${listing.list} ${listing.uid} ${listing.raw}`;
  const textOf = (match: ListingMatch | undefined) =>
    match ? canonicalJson([match.kind, match.listing]) : 'none';
  const now = new Map(recomputed.map((match) => [idOf(match), match]));
  const before = new Map(stored.map((match) => [idOf(match), match]));
  return [...new Set([...before.keys(), ...now.keys()])].flatMap((id) =>
    differs('listing', `${id} on ${account}`, textOf(before.get(id)), textOf(now.get(id))),
  );
}
