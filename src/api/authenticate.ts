import { hash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { WagetraceError } from '../domain/errors.ts';
import type { Actor, Role } from '../domain/organisation.ts';

/** How long a key that was looked up is believed; a revoked key ends within this. */
const believedMs = 5_000;
/** Keys remembered at once. */
const rememberedMax = 10_000;

export type Lookup = (keySha256: Buffer) => Promise<Actor | undefined>;

/** Headers that the free sanctions API, whose place `/api/v1/address` takes, knows for keys. */
const otherHeaders = ['x-api-key', 'token'] as const;
const keyPattern = /^[\x21-\x7e]{20,200}$/;

/**
 * Tells who calls, from `Authorization: Bearer <key>`. Keys are stored hashed and compared by
 * their hash. Throws `auth.missing` or `auth.invalid`, which do not say which part was wrong.
 */
export function authenticator(lookup: Lookup): (headers: IncomingHttpHeaders) => Promise<Actor> {
  const remembered = new Map<string, { readonly actor: Actor; readonly until: number }>();
  return async (headers) => {
    const key = keyOf(headers);
    if (!key || !keyPattern.test(key))
      throw new WagetraceError('auth.missing', 'Send Authorization: Bearer <key>');
    const name = hash('sha256', key, 'hex');
    const known = remembered.get(name);
    if (known && known.until > Date.now()) return known.actor;
    const actor = await lookup(Buffer.from(name, 'hex'));
    remembered.delete(name);
    if (!actor) throw new WagetraceError('auth.invalid', 'The key is unknown, expired or revoked');
    if (remembered.size >= rememberedMax) remembered.clear();
    remembered.set(name, { actor, until: Date.now() + believedMs });
    return actor;
  };
}

function keyOf(headers: IncomingHttpHeaders): string | undefined {
  const { authorization } = headers;
  if (authorization !== undefined) return /^Bearer (\S+)$/i.exec(authorization)?.[1];
  const other = otherHeaders.map((name) => headers[name]).find((value) => value !== undefined);
  return typeof other === 'string' ? other : undefined;
}

/** Throws `auth.forbidden` when the key's role may not call the route. */
export function authorise(actor: Actor, roles: readonly Role[]): void {
  if (!roles.includes(actor.role)) {
    throw new WagetraceError('auth.forbidden', 'This key may not do that', {
      details: { role: actor.role, needed: [...roles] },
    });
  }
}
