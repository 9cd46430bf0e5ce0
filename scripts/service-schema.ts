/** Where ours stands in a `serverless.yml`, for editors: everything else in the file is left open. */
const passage = { $ref: 'schema.json#/definitions/option' };
const eventPart = { properties: { passage } };

export const serviceSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'serverless.yml with serverless-passage',
  properties: {
    custom: {
      properties: {
        passage: { anyOf: [{ $ref: 'schema.json' }, { $ref: 'schema.json#/definitions/variable' }] },
      },
    },
    // Without a `type`, each keyword speaks of its own kind of value: functions by name, a list of such blocks (the
    // framework takes both), and a variable, which is a text.
    functions: {
      additionalProperties: { $ref: '#/definitions/function' },
      items: { additionalProperties: { $ref: '#/definitions/function' } },
    },
  },
  definitions: {
    function: {
      properties: {
        passage,
        events: { items: { properties: { httpApi: eventPart, http: eventPart } } },
      },
    },
  },
} as const;
