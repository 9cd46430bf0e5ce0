/** Which edits another plugin makes, and when. */
import * as fc from 'fast-check';
import { CONFIG_EDITS, FILE_EDITS } from './authorizer-edits';
import { FUNCTION_EDITS, type Pick, editFunctions } from './edits';
import { LATE_EDITS, PLACE_EDITS, RAW_EDITS } from './late-edits';
import type { World } from './model';

const EARLY = [
  'initialize',
  'before:package:initialize',
  'before:package:createDeploymentArtifacts',
  'before:package:compileEvents',
];
const LATE = [
  'after:package:compileEvents',
  'before:package:finalize',
  'after:aws:package:finalize:mergeCustomProviderResources',
  'before:aws:package:finalize:saveServiceState',
];

export interface EditChoice {
  readonly hook: string;
  readonly kind: string;
  readonly pick: Pick;
}

function oneOf(hooks: readonly string[], kinds: readonly string[]): fc.Arbitrary<EditChoice> {
  return fc.record({
    hook: fc.constantFrom(...hooks),
    kind: fc.constantFrom(...kinds),
    pick: fc.tuple(fc.nat(7), fc.nat(7), fc.nat(7)),
  });
}

const early = oneOf(EARLY, Object.keys(FUNCTION_EDITS));
const ofAuthorizer = oneOf([...EARLY, 'after:package:compileFunctions'], Object.keys(CONFIG_EDITS));
const late = oneOf(LATE, [...Object.keys(LATE_EDITS), ...Object.keys(FILE_EDITS)]);

/** One route removed, and another one added to the template, or moved: each alone is allowed. */
const replacement = fc.tuple(
  oneOf(EARLY, ['delete event', 'delete function', 'delete $connect', 'rename']),
  fc.oneof(oneOf(LATE, Object.keys(RAW_EDITS)), oneOf(EARLY, ['move configured'])),
);

/** Code that another plugin opens: under its own name, or another one. */
const opening = fc.tuple(
  oneOf(EARLY, ['rename function', 'copy function', 'delete event', 'move']),
  oneOf(LATE, ['url']),
);

/** A function that is rebuilt without its setting, and gets an event. */
const unsetting = fc
  .record({
    pick: fc.tuple(fc.nat(7), fc.nat(7), fc.constantFrom(0, 1, 3)),
    hook: fc.constantFrom(...EARLY),
    kind: fc.constantFrom('add within', 'add event', 'gate'),
  })
  .map(({ pick, hook, kind }): EditChoice[] => [
    { hook: 'initialize', kind: 'drop setting', pick },
    { hook, kind, pick },
  ]);

/** What an event says for a while: mostly that it is public. */
const passing = fc
  .record({
    pick: fc.tuple(fc.nat(7), fc.nat(7), fc.constantFrom(0, 0, 0, 4)),
    hook: fc.constantFrom(...EARLY.slice(1)),
    kind: fc.constantFrom('rebuild', 'rename', 'move'),
  })
  .map(({ pick, hook, kind }): EditChoice[] => [
    { hook: 'initialize', kind: 'say', pick },
    { hook, kind, pick },
  ]);

const anyEdits = fc.array(
  fc.oneof(
    { weight: 7, arbitrary: early },
    { weight: 1, arbitrary: ofAuthorizer },
    { weight: 2, arbitrary: late },
  ),
  { maxLength: 3 },
);

export const edits: fc.Arbitrary<readonly EditChoice[]> = fc.oneof(
  { weight: 7, arbitrary: anyEdits },
  { weight: 1, arbitrary: replacement },
  { weight: 1, arbitrary: opening },
  { weight: 1, arbitrary: unsetting },
  { weight: 1, arbitrary: fc.tuple(oneOf(LATE, Object.keys(PLACE_EDITS))) },
  { weight: 1, arbitrary: passing },
);

export function perform(world: World, { kind, pick }: EditChoice): void {
  if (kind in FUNCTION_EDITS) editFunctions(world, kind, pick);
  else (LATE_EDITS[kind] ?? CONFIG_EDITS[kind] ?? FILE_EDITS[kind])?.(world, pick);
}

/** Edits after which every route that is left is protected as it was: such a service must not be refused. */
export const HARMLESS = [
  'clone',
  'as JSON',
  'freeze',
  'delete function',
  'delete event',
  'split',
  'add protected',
  'add said public',
  'add message',
];
