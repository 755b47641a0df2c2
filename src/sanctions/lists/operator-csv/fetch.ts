/**
 * An operator's own list has no address of its own: `config/lists.yml` says where the file is, and
 * who lists with what effect. These are its columns; `address` or `party` must be filled.
 */
export const columns = [
  'address',
  'symbol',
  'party',
  'uid',
  'aliases',
  'programme',
  'effect',
  'type',
  'date_of_birth',
  'country',
  'designated',
  'published',
  'until',
] as const;
