import type { ConfiguredChain } from '../chains/configured-chain.ts';
import { type Manners, openChain } from '../chains/open-chain.ts';
import type { Asset } from '../domain/asset.ts';
import type { AssetId, ChainId } from '../domain/caip.ts';
import type { Chain } from '../domain/chain.ts';
import { type Completeness, complete, completenessOf } from '../domain/completeness.ts';
import type { ChainCatalogue } from '../ports/chain-catalogue.ts';
import type { ChainSource } from '../ports/chain-source.ts';
import { ChainHealth } from './chain-health.ts';

/** A chain that only imports feed: declared to be read whole, so wages on it can be followed. */
export interface ImportedChain {
  readonly chain: Chain;
  readonly assets: readonly Asset[];
}

/** The chains and assets of `config/`, with an open source for each chain that has a provider. */
export class ConfiguredCatalogue implements ChainCatalogue {
  readonly health: ChainHealth;
  readonly #chains = new Map<ChainId, Chain>();
  readonly #sources = new Map<ChainId, ChainSource>();
  readonly #assets = new Map<AssetId, Asset>();
  readonly #symbols = new Map<string, Asset | 'ambiguous'>();
  readonly #imported = new Set<ChainId>();

  constructor(
    configured: readonly ConfiguredChain[],
    assets: readonly Asset[],
    imported: readonly ImportedChain[],
    manners: Manners,
  ) {
    const listedAssets = new Set(assets.map((asset) => asset.id));
    for (const row of configured) {
      this.#chains.set(row.chain.id, row.chain);
      this.#addAsset(row.nativeAsset);
      const source = openChain(row, { listedAssets, catalogue: new Set(), ...manners });
      if (source) this.#sources.set(row.chain.id, source);
    }
    for (const { chain, assets: own } of imported) {
      this.#chains.set(chain.id, chain);
      this.#imported.add(chain.id);
      for (const asset of own) this.#addAsset(asset);
    }
    for (const asset of assets) this.#addAsset(asset);
    this.health = new ChainHealth([...this.#sources.values()]);
  }

  chains(): readonly Chain[] {
    return [...this.#chains.values()];
  }

  chain(id: ChainId): Chain | undefined {
    return this.#chains.get(id);
  }

  source(id: ChainId): ChainSource | undefined {
    return this.#sources.get(id);
  }

  asset(chain: ChainId, idOrSymbol: AssetId | string): Asset | undefined {
    // CAST: a text that is no asset id finds nothing.
    const byId = this.#assets.get(idOrSymbol as AssetId);
    if (byId) return byId.chain === chain ? byId : undefined;
    const bySymbol = this.#symbols.get(`${chain} ${idOrSymbol.toUpperCase()}`);
    return bySymbol === 'ambiguous' ? undefined : bySymbol;
  }

  tracing(id: ChainId): Completeness {
    if (this.#imported.has(id)) return complete;
    if (this.#sources.has(id)) return this.health.of(id);
    const message = this.#chains.has(id)
      ? `No provider is set for ${id}, so a wage on it could not be followed`
      : `${id} has no source here, so a wage on it could not be followed`;
    return completenessOf([{ code: 'no-source', message }]);
  }

  #addAsset(asset: Asset): void {
    this.#assets.set(asset.id, asset);
    const key = `${asset.chain} ${asset.symbol.toUpperCase()}`;
    const known = this.#symbols.get(key);
    const same = known === undefined || (known !== 'ambiguous' && known.id === asset.id);
    this.#symbols.set(key, same ? asset : 'ambiguous');
  }
}
