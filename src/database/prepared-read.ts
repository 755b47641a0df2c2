/** What a parameter is given as: bytes in the binary format of its type, text as it is spelled. */
export type PreparedValue = Buffer | string | null;

/**
 * A query that each connection parses and plans once, and is then asked by its name. Its parameters
 * say their types (`$1::int`), and its plan must hold for all their values.
 */
export interface PreparedRead {
  /** At most 63 signs, of this text only. */
  readonly name: string;
  readonly text: string;
}
