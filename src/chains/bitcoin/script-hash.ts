import { createHash } from 'node:crypto';
import { accountKey } from '../../accounts/account.ts';
import type { AccountId } from '../../domain/caip.ts';
import { WagetraceError } from '../../domain/errors.ts';

/**
 * SHA-256 of the output script that pays an account, hex in the order of the hash: indexes know
 * accounts by it. Throws `account.no-script` for an account that no output script pays.
 */
export function scriptHashOf(account: AccountId): string {
  // The family may have a colon-free name only, so that kind and hash stand last.
  const [kind = '', hex = ''] = accountKey(account).split(':').slice(-2);
  if (kind === 'script') return hex;
  const script = scriptOf(kind, hex);
  if (script === undefined) {
    throw new WagetraceError('account.no-script', 'No output script pays this account', {
      details: { account },
    });
  }
  return scriptHash(Buffer.from(script, 'hex'));
}

/** SHA-256 of an output script, hex in the order of the hash. */
export function scriptHash(script: Uint8Array): string {
  return createHash('sha256').update(script).digest('hex');
}

function scriptOf(kind: string, hex: string): string | undefined {
  switch (kind) {
    case 'p2pkh':
      return `76a914${hex}88ac`;
    case 'p2sh':
      return `a914${hex}87`;
    case 'p2sh32':
      return `aa20${hex}87`;
    case 'p2wpkh':
      return `0014${hex}`;
    case 'p2wsh':
      return `0020${hex}`;
    case 'p2tr':
      return `5120${hex}`;
    case 'p2a':
      return `5102${hex}`;
    case 'witness': {
      const version = Number.parseInt(hex.slice(0, 2), 16);
      const program = hex.slice(2);
      const length = (program.length / 2).toString(16).padStart(2, '0');
      return `${(0x50 + version).toString(16)}${length}${program}`;
    }
    default:
      return undefined;
  }
}
