import { InvalidArgumentError, Option } from 'commander';

const codePattern = /^[A-Z]{2}$/;

/** `--floor`: a code that is mistyped would lift the floor in silence. */
export function floorOption(): Option {
  return new Option('--floor <codes>', 'jurisdictions whose block listings no policy lifts')
    .argParser(readFloor)
    .default(['US', 'UN'], 'US,UN');
}

function readFloor(text: string): string[] {
  const codes = text.split(',').map((code) => code.trim().toUpperCase());
  if (codes.every((code) => codePattern.test(code))) return [...new Set(codes)];
  throw new InvalidArgumentError('Codes of two letters, such as US,UN');
}
