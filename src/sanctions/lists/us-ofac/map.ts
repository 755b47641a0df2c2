import type { ListDocument, ListProfile } from '../../list-source.ts';
import { mapAdvanced } from './map-advanced.ts';
import { mapSdn } from './map-sdn.ts';
import type { AdvancedDocument } from './parse-advanced.ts';
import type { SdnDocument } from './parse-sdn.ts';

/** Parties and wallets of an OFAC list; both formats of one list give the same wallets. */
export function mapOfac(
  profile: ListProfile,
  document: SdnDocument | AdvancedDocument,
): ListDocument {
  return document.format === 'simple' ? mapSdn(profile, document) : mapAdvanced(profile, document);
}
