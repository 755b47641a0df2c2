import type { Work } from '../ports/work.ts';

/** One queue for each kind of work; `read`, `ingest` and `upkeep` are only fed from inside. */
export const queueNames = [
  'follow',
  'inquire',
  'settle',
  'rescreen',
  'rescreen-names',
  'refresh-list',
  'look',
  'visit',
  'ingest',
  'read',
  'upkeep',
] as const;
export type QueueName = (typeof queueNames)[number];

/**
 * The id of a job says what makes the work new: a finished id is ignored when it is added again.
 * Dots only: BullMQ keeps the colon for itself, and an id of digits alone for numbered jobs.
 */
export function jobIdOf(work: Work): string {
  switch (work.kind) {
    case 'follow':
      return `follow.${work.flowId}.${work.attempt}`;
    case 'inquire':
      return `inquire.${work.inquiryId}.${work.attempt}`;
    case 'settle':
      return `settle.${work.payoutId}.${work.tx}`;
    case 'rescreen':
      return `rescreen.${work.organisationId}.${work.list}.${work.versionId}`;
    case 'rescreen-names':
      return `rescreen-names.${work.organisationId}.${work.matcherVersion}`;
    case 'look':
      return `look.${work.flowId}.${work.look}`;
    case 'visit':
      return `visit.${work.monitorId}.${work.visit}`;
    case 'refresh-list':
      return `refresh.${work.list}.${work.requestId}`;
  }
}

/** A reading is a child of the one flow that waits for it in this wave. */
export function readingJobId(parentId: string, wave: number, readingId: string): string {
  return `${parentId}.${wave}.${readingId}`;
}

/** Tries before a job counts as failed, and the first delay between them, which doubles. */
export const retry = {
  attempts: 5,
  backoff: { type: 'exponential', delay: 1_000, jitter: 0.5 },
} as const;

/**
 * How long work waits that every process must be ready for: each takes a new list over within three
 * seconds, and whatever was screened by the old one until then has to be stored to be found.
 */
export const delayMs: Readonly<Partial<Record<Work['kind'], number>>> = { rescreen: 10_000 };

/** Finished ids are kept as long as anybody may add them again; failed ones until a person looked. */
export const keep = {
  removeOnComplete: { age: 7 * 86_400, count: 20_000 },
  removeOnFail: { age: 90 * 86_400, count: 20_000 },
} as const;
