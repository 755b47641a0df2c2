import { LineCounter, parse, YAMLParseError } from 'yaml';
import type { z } from 'zod';
import { messageOf, WagetraceError } from '../../domain/errors.ts';

/** What is wrong in a configuration file: `config.invalid`, with the path of each fault. */
export function configFault(file: string, faults: readonly string[]): WagetraceError {
  const message = `${file} is not valid:\n  ${faults.join('\n  ')}`;
  return new WagetraceError('config.invalid', message, { details: { file, faults } });
}

/** The faults that a schema found, each with its path. */
export function faultsOf(error: z.ZodError): string[] {
  return error.issues.map(({ path, message }) => {
    return path.length === 0 ? message : `${path.join('.')}: ${message}`;
  });
}

/**
 * Reads the YAML of a configuration file. Throws `config.invalid`, which names the file and the
 * place, but shows nothing of the text, nor has what does as its cause: it may be a key.
 */
export function readYaml(file: string, text: string): unknown {
  const lineCounter = new LineCounter();
  try {
    return parse(text, { lineCounter, prettyErrors: false });
  } catch (error) {
    // Behind a colon the parser repeats what it met.
    const [what = ''] = messageOf(error).split(/[:\n]/, 1);
    if (!(error instanceof YAMLParseError)) throw configFault(file, [what]);
    const { line, col } = lineCounter.linePos(error.pos[0]);
    throw configFault(file, [`${what} at line ${line}, column ${col}`]);
  }
}
