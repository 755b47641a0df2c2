import { z } from 'zod';
import { chainId } from '../domain/caip.ts';

const listSchema = z
  .strictObject({
    enabled: z.boolean().default(true),
    /** Screening is incomplete while this list is missing or too old. */
    required: z.boolean().default(false),
    /** Which format and publisher it is; the key itself when not given. */
    source: z.string().optional(),
    /** Another address than the publisher's, such as an operator's mirror. */
    url: z.url({ protocol: /^https?$/ }).optional(),
    /** Where the publisher's record of changes is, when the list comes from a mirror. */
    changesOrigin: z.url({ protocol: /^https?$/ }).optional(),
    /** A file of this machine instead of an address. */
    path: z.string().min(1).optional(),
    publisher: z.string().min(1).max(200).optional(),
    jurisdiction: z
      .string()
      .regex(/^[A-Z]{2}$/, 'two capital letters, such as US')
      .optional(),
    effect: z.enum(['block', 'restrict', 'inform']).optional(),
    /** Counted from the last success. */
    maxAgeHours: z.number().positive().max(8_760).default(72),
    refreshMinutes: z.number().min(5).max(10_080).default(60),
  })
  .refine((list) => list.url === undefined || list.path === undefined, {
    message: 'give a url or a path, not both',
  });

/** A contract by which an issuer freezes accounts. */
const issuerSchema = z.strictObject({
  symbol: z.string().min(1).max(20),
  chain: z
    .string()
    .regex(/^[-a-z0-9]{3,8}:[-_a-zA-Z0-9]{1,32}$/)
    .transform((text) => chainId(text)),
  contract: z.string().min(1),
});

/** A listed account that is known to be a contract on a chain (CAIP-10). */
const contractSchema = z
  .string()
  .regex(/^[-a-z0-9]{3,8}:[-_a-zA-Z0-9]{1,32}:.{1,128}$/)
  .transform((text) => {
    const [namespace = '', reference = '', ...address] = text.split(':');
    return { chain: chainId(`${namespace}:${reference}`), address: address.join(':') };
  });

/** `config/lists.yml`. */
export const listsConfigSchema = z.strictObject({
  lists: z.record(z.string().regex(/^[a-z0-9-]{2,40}$/), listSchema),
  issuers: z.array(issuerSchema).default([]),
  contracts: z.array(contractSchema).default([]),
});

export type ListsConfig = z.infer<typeof listsConfigSchema>;
export type ListConfig = z.infer<typeof listSchema>;
