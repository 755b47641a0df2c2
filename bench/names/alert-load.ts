import type { NameIndex } from '../../src/sanctions/names/name-index.ts';
import type { OrdinaryPayee } from './ordinary-names.ts';

/** Alerts that ordinary payees raise, per 1,000 of them. */
export interface AlertLoad {
  readonly payees: number;
  /** Payees with at least one hit, per 1,000. */
  readonly perThousand: number;
  readonly perThousandWithBirthDate: number;
  /** Some of the hits, for a person to look at. */
  readonly examples: readonly string[];
}

const examplesMax = 8;

export function alertLoad(index: NameIndex, payees: readonly OrdinaryPayee[]): AlertLoad {
  const examples: string[] = [];
  let alerted = 0;
  let alertedWithBirthDate = 0;
  for (const { name, dateOfBirth } of payees) {
    const [hit] = index.search({ name, schema: 'Person' }).hits;
    if (hit) {
      alerted += 1;
      if (examples.length < examplesMax) {
        examples.push(`${name} ~ ${hit.name} ${hit.score.toFixed(2)}`);
      }
    }
    if (index.search({ name, schema: 'Person', dateOfBirth }).hits.length > 0) {
      alertedWithBirthDate += 1;
    }
  }
  const perThousand = (count: number): number => (count * 1000) / payees.length;
  return {
    payees: payees.length,
    perThousand: perThousand(alerted),
    perThousandWithBirthDate: perThousand(alertedWithBirthDate),
    examples,
  };
}
