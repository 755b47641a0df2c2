import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { type NameSchema, nameSchemata } from '../../../../src/domain/name-match.ts';
import { blockingKeys } from '../../../../src/sanctions/names/blocking-keys.ts';
import { prepareName } from '../../../../src/sanctions/names/prepare-name.ts';
import { scoreNames } from '../../../../src/sanctions/names/score-names.ts';
import { matcherVersion } from '../../../../src/sanctions/names/scoring-rules.ts';

const names = [
  ...[
    'SIM, Hyon Sop',
    "Sim Hyo'n-so'p",
    'KIM, Sangman',
    '심현섭',
    'CHENG Hung Man',
    '习近平',
    'Ng Xi Ping',
  ],
  ...[
    'Роман Семенов',
    'SEMENOV, Roman Igorevich',
    'Sech1n I. I.',
    'حسن نصر الله',
    'Abd al-Aziz bin Nasrallah',
  ],
  ...[
    'Tanchon Commercial Bank (TCB)',
    'L X C Trading Co., Ltd.',
    'Forty Four Fund XII GmbH',
    'OOO Garantex',
  ],
  ...[
    'M/V Wise Honest 2',
    'Dr. José Luis García Guzmán',
    'Józef O’Neil',
    'Mohamed Abu Hassan',
    'Владимир',
  ],
];

/** All that the matcher makes of a name, and of it beside the others. */
function traceOf(name: string, schema: NameSchema): unknown {
  const prepared = prepareName(name, schema);
  const beside = names.map((other) =>
    scoreNames(prepared, prepareName(other, schema)).score.toFixed(9),
  );
  return [prepared, blockingKeys(prepared, 'kept'), blockingKeys(prepared, 'sought'), beside];
}

it('is another one when names are taken apart, found or compared in another way', () => {
  const made = nameSchemata.map((schema) => names.map((name) => traceOf(name, schema)));
  const digest = createHash('sha256').update(JSON.stringify(made)).digest('hex').slice(0, 16);
  // When this fails, give `matcherVersion` a new value: payees are rescreened, and the index of
  // names that stores have kept is built anew.
  expect([matcherVersion, digest]).toEqual(['names-2', '3dc6a2cf12a6ad76']);
});
