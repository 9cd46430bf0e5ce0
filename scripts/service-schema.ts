/**
 * Where ours stands in a `serverless.yml`, for editors: everything else in the file is left open. One file, so that no
 * editor has to find another beside it.
 */
import { configSchema } from '../src/config/schema';

const { $schema, definitions, ...config } = configSchema;

const ref = (name: string): object => ({ $ref: `#/definitions/${name}` });

const eventPart = { properties: { passage: ref('option') } };

export const serviceSchema = {
  $schema,
  title: 'serverless.yml with serverless-passage',
  // Without a `type`, each keyword speaks of its own kind of value: here and there a variable may stand for the whole,
  // and the framework takes functions by name as well as in a list of such blocks.
  properties: {
    custom: { properties: { passage: { anyOf: [ref('config'), ref('variable')] } } },
    functions: { additionalProperties: ref('function'), items: { additionalProperties: ref('function') } },
  },
  definitions: {
    ...definitions,
    config,
    // With no words of their own, which an editor would show in place of the key's.
    variable: { ...definitions.variable, description: undefined },
    // An editor reads `!Join ['', […]]` as the list after the tag.
    intrinsic: { anyOf: [{ ...definitions.intrinsic, description: undefined }, { type: 'array' }] },
    function: {
      properties: {
        passage: ref('option'),
        events: { items: { properties: { httpApi: eventPart, http: eventPart, websocket: eventPart } } },
      },
    },
  },
} as const;
