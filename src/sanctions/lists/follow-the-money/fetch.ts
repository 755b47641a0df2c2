/**
 * Entities in the FollowTheMoney model, one JSON object a line, as OpenSanctions and others export
 * them. `config/lists.yml` says where they are: the data needs a licence that is the operator's.
 */
export const schemata = {
  wallet: 'CryptoWallet',
  ownership: 'Ownership',
  parties: ['Person', 'Company', 'Organization', 'LegalEntity', 'PublicBody'],
} as const;
