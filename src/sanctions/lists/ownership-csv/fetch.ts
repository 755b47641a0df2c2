/**
 * Who owns whom, from an operator's own research or a licensed source: `config/lists.yml` says
 * where the file is. Parties are named as `list:uid` (`us-ofac-sdn:27307`), or by any name of the
 * operator's own for those that no list has. These are its columns; the dates may be empty.
 */
export const columns = ['owner', 'owned', 'percent', 'from', 'to'] as const;
