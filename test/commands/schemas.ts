/** What `--json` prints, held against the schemas that are kept with the tests. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { expect } from 'chai';
import type { DoctorReport } from '../../src/commands/doctor-report';
import type { RouteListing } from '../../src/commands/listing';
import type { DriftReport } from '../../src/drift/drift-report';

function load(name: string): ValidateFunction {
  const schema = JSON.parse(readFileSync(join(__dirname, '../schemas', name), 'utf8')) as object;
  return new Ajv({ allErrors: true, allowUnionTypes: true }).compile(schema);
}

const LISTING = load('routes.schema.json');
const REPORT = load('doctor.schema.json');
const DRIFT = load('drift.schema.json');

/** Parses the whole text, so that anything beside the JSON fails too. */
function parse(text: string, schema: ValidateFunction): unknown {
  const json: unknown = JSON.parse(text);
  expect(schema(json), JSON.stringify(schema.errors)).to.equal(true);
  return json;
}

export function parseListing(text: string): RouteListing {
  return parse(text, LISTING) as RouteListing;
}

export function parseReport(text: string): DoctorReport {
  return parse(text, REPORT) as DoctorReport;
}

export function parseDrift(text: string): DriftReport {
  return parse(text, DRIFT) as DriftReport;
}
