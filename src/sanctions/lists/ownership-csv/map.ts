import type { Ownership } from '../../../domain/ownership.ts';
import type { ListDocument } from '../../list-source.ts';

/** Shares alone: nobody is listed by being here. */
export function mapOwnerships(ownerships: readonly Ownership[]): ListDocument {
  return { records: ownerships.length, parties: [], identifiers: [], ownerships };
}
