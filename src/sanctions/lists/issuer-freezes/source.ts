import { WagetraceError } from '../../../domain/errors.ts';
import type { ListSource } from '../../list-source.ts';

/** Accounts that the issuers of stablecoins froze: an early sign, and no sanction by itself. */
export const issuerFreezes: ListSource = {
  list: 'issuer-freezes',
  publisher: 'Issuers of stablecoins, by their contracts',
  jurisdiction: 'ZZ',
  effect: 'inform',
  fed: true,
  read: async () => {
    throw new WagetraceError('list.no-location', 'This list is fed from chain events');
  },
};
