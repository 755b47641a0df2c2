import { WagetraceError } from '../domain/errors.ts';

const lineCharsMax = 8_000_000;

/** The lines of a text that are not empty. Throws `list.malformed` for what is no UTF-8. */
export async function* textLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let rest = '';
  const decode = (chunk?: Uint8Array): string => {
    try {
      return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode();
    } catch (error) {
      throw new WagetraceError('list.malformed', 'The text is no UTF-8', { cause: error });
    }
  };
  for await (const chunk of chunks) {
    const lines = (rest + decode(chunk)).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > lineCharsMax) {
      throw new WagetraceError('list.too-large', `A line exceeds ${lineCharsMax} characters`);
    }
    for (const line of lines) if (line.trim() !== '') yield line;
  }
  rest += decode();
  if (rest.trim() !== '') yield rest;
}
