import type { Completeness } from '../domain/completeness.ts';
import type { ListVersion } from '../domain/listing.ts';
import type { SanctionsIndex } from './sanctions-index.ts';

/** What screening asks of the lists: the index in force, and whether it may be relied on. */
export interface ScreeningLists {
  /** The index in force now. Callers keep it for one decision, so that it cites one state. */
  index(): SanctionsIndex;
  /** Takes over what any process loaded since; true when the index changed. */
  reload(): Promise<boolean>;
  /**
   * Incomplete when a list that is required, or that blocks in one of these jurisdictions, was never
   * loaded or is older than its maximum age. Of complete ones the reasons say which lists were never
   * loaded, and which are the part that ships with the product.
   */
  health(at: Date, floorJurisdictions?: readonly string[]): Completeness;
  /**
   * The index as it was in force at that moment, rebuilt from the store; for verification. With
   * the versions that a decision cites, the index that it was made with: a process takes a new
   * version over some seconds after it was loaded.
   */
  indexKnownAt(at: Date, cited?: readonly ListVersion[]): Promise<SanctionsIndex>;
}
