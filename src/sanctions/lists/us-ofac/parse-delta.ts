import { requireDate } from '../../published-date.ts';
import { childText, elementsAt, type XmlElement, xmlRecords } from '../../xml-records.ts';
import { walletSymbol } from './wallet-type.ts';

/** A wallet that a publication brought. */
export interface AddedWallet {
  readonly uid: string;
  readonly symbol: string;
  readonly raw: string;
}

export interface SdnDelta {
  /** YYYY-MM-DD. */
  readonly published: string;
  readonly added: readonly AddedWallet[];
}

/** Of a new entity every feature is new; of a changed one, those that say so. */
function isAdded(entity: XmlElement, feature: XmlElement): boolean {
  const action = feature.attributes['action'] ?? entity.attributes['action'];
  return action === 'add' && entity.attributes['action'] !== 'remove';
}

function addedOf(entity: XmlElement): AddedWallet[] {
  return elementsAt(entity, 'features', 'feature').flatMap((feature) => {
    const symbol = walletSymbol(childText(feature, 'type') ?? '');
    const raw = childText(feature, 'value');
    const uid = entity.attributes['id'];
    if (symbol === undefined || !raw || !uid || !isAdded(entity, feature)) return [];
    return { uid, symbol, raw };
  });
}

/** Reads a delta file (namespace `DeltaFile/1.0`): the wallets that this publication brought. */
export async function parseDelta(chunks: AsyncIterable<Uint8Array>): Promise<SdnDelta> {
  let published: string | undefined;
  const added: AddedWallet[] = [];
  for await (const element of xmlRecords(chunks, new Set(['publicationInfo', 'entity']))) {
    if (element.name === 'entity') added.push(...addedOf(element));
    else published ??= childText(element, 'datePublished');
  }
  return { published: requireDate(published), added };
}
