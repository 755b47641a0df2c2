import { encodeJson } from '../../domain/json.ts';

/** Prints an answer: as one JSON object on one line, or as text for people. */
export function print(json: boolean, answer: unknown, text: () => string): void {
  process.stdout.write(`${json ? encodeJson(answer) : text()}\n`);
}
