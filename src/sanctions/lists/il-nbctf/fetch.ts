/**
 * Israel's National Bureau for Counter Terror Financing publishes its seizure orders as a page and
 * as documents behind a guard against automatic reading, so the operator keeps them as a table:
 * `config/lists.yml` says where. These are its columns, one row for each wallet of an order.
 */
export const columns = ['order', 'date', 'identifier', 'currency', 'holder', 'expires'] as const;

/** An administrative seizure order lapses after two years unless it is renewed. */
export const orderYears = 2;
