import { parse } from 'yaml';
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

/** Reads the YAML of a configuration file. Throws `config.invalid`, which names the file. */
export function readYaml(file: string, text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    throw configFault(file, [messageOf(error).trim()]);
  }
}
