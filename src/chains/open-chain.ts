import type { ChainSource } from '../ports/chain-source.ts';
import type { ProviderBudget } from '../ports/provider-budget.ts';
import { withBreaker } from './circuit-breaker.ts';
import type { ConfiguredChain } from './configured-chain.ts';
import { ConfirmedSource } from './confirmed-source.ts';
import { type HttpClient, httpClient } from './http.ts';
import { openChainSource, type SourceDependencies } from './open-chain-source.ts';
import type { Pace } from './pace.ts';
import type { ProviderSettings } from './provider-settings.ts';
import { withBudget } from './with-budget.ts';
import { withFallback } from './with-fallback.ts';
import { withRetry } from './with-retry.ts';

export interface Manners {
  readonly budget: ProviderBudget;
  readonly pace: Pace;
}

/** Dialects that know the history of an account, but only as their index tells it. */
const indexDialects = new Set(['etherscan', 'blockscout', 'blockscout-etherscan', 'trongrid']);

/** The provider's client, within its rate and quota, and left alone while it is down. */
export function manneredHttp(provider: ProviderSettings, { budget, pace }: Manners): HttpClient {
  const { name, limits, rate } = provider;
  const http = withBreaker(httpClient(name, limits), name, pace);
  return rate === undefined ? http : withBudget(http, name, rate, budget, pace);
}

function anyOf(sources: readonly ChainSource[]): ChainSource | undefined {
  const [first, ...others] = sources;
  if (!first) return undefined;
  return others.length === 0 ? first : withFallback([first, ...others]);
}

/**
 * All providers of a chain as one source, each with its manners, the stronger for each need: an
 * explorer finds the history of an account and a node tells its transactions; each stands in for
 * the other where it fails. Undefined when no provider is switched on.
 */
export function openChain(
  configured: ConfiguredChain,
  dependencies: Omit<SourceDependencies, 'http'> & Manners,
): ChainSource | undefined {
  const open = (provider: ProviderSettings) => {
    const http = manneredHttp(provider, dependencies);
    const source = openChainSource(configured, provider, { ...dependencies, http });
    return withRetry(source, dependencies.pace);
  };
  const { providers } = configured;
  const nodes = providers.filter(({ dialect }) => !indexDialects.has(dialect));
  const indexes = providers.filter(({ dialect }) => indexDialects.has(dialect));
  const node = anyOf(nodes.map(open));
  const index = anyOf(indexes.map(open));
  return node && index ? combined(node, index, nodes) : (node ?? index);
}

function combined(node: ChainSource, index: ChainSource, nodes: readonly ProviderSettings[]) {
  // A node that finds the native transfers itself needs no index.
  const whole = nodes.some(({ nativeScan }) => nativeScan !== 'none');
  if (whole) return withFallback([node, index]);
  return withFallback([new ConfirmedSource(index, node), node, index]);
}
