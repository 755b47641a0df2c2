import { z } from 'zod';

const listSchema = z.strictObject({
  enabled: z.boolean().default(true),
  /** Screening is incomplete while this list is missing or too old. */
  required: z.boolean().default(false),
  /** Another address than the publisher's, such as an operator's mirror. */
  url: z.url({ protocol: /^https?$/ }).optional(),
  /** Counted from the last success. */
  maxAgeHours: z.number().positive().max(8_760).default(72),
  refreshMinutes: z.number().min(5).max(10_080).default(60),
});

/** `config/lists.yml`. */
export const listsConfigSchema = z.strictObject({
  lists: z.record(z.string().regex(/^[a-z0-9-]{2,40}$/), listSchema),
});

export type ListsConfig = z.infer<typeof listsConfigSchema>;
export type ListConfig = z.infer<typeof listSchema>;
