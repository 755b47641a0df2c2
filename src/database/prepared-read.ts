/** What a parameter is given as: bytes in the binary format of its type, text as it is spelled. */
export type PreparedValue = Buffer | string | null;

/** A query that each connection parses and plans once, and is then asked by its name. */
export interface PreparedRead {
  /** At most 63 signs, of this text only. */
  readonly name: string;
  readonly text: string;
  readonly columns: number;
}

/**
 * A query whose rows come as one, column by column (`BinaryRows`): thousands of rows are one
 * message. Its parameters say their types (`$1::int`), and its plan must hold for all their values.
 */
export function preparedRead(name: string, query: string, columns: number): PreparedRead {
  const names = Array.from({ length: columns }, (_, at) => `c${at}`);
  const arrays = names.map((column) => `array_agg(${column})`);
  const text = `select ${arrays.join()} from (${query}) as q(${names.join()})`;
  return { name, text, columns };
}
