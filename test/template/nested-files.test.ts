import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { nestedFilesOf } from '../../src/template/nested-files';
import type { NestedTemplate } from '../../src/template/nested-references';

describe('files of nested stacks', () => {
  let dir: string;
  before(() => {
    dir = mkdtempSync(join(tmpdir(), 'nested-'));
    mkdirSync(join(dir, '.serverless'));
  });
  after(() => {
    rmSync(dir, { recursive: true });
  });

  const read = (text: string): NestedTemplate | null => {
    writeFileSync(join(dir, '.serverless', 'n.json'), text);
    return nestedFilesOf(dir)('n.json');
  };

  it('a template, with its macros', () => {
    const { Transform, ...sections } = { Resources: { A: {} }, Outputs: { B: {} }, Transform: 'M' };
    expect(read(JSON.stringify({ ...sections, Transform, 'Fn::Transform': {} }))).to.deep.equal({
      ...sections,
      Parameters: {},
      Mappings: {},
      macros: ['M', 'Fn::Transform'],
    });
  });

  const unreadable = ['', '{', 'null', '[]', '"x"', '{}', '{"Resources":[]}', '{"Resources":null}'];
  const sections = ['{"Resources":{},"Parameters":[]}', '{"Resources":{},"Outputs":"x"}'];
  for (const text of [...unreadable, ...sections]) {
    it(`nothing for ${text === '' ? 'an empty file' : text}`, () => {
      expect(read(text)).to.equal(null);
    });
  }

  for (const name of ['create-stack', 'update-stack']) {
    it(`nothing for the framework's own ${name}`, () => {
      const file = `cloudformation-template-${name}.json`;
      writeFileSync(join(dir, '.serverless', file), '{"Resources":{}}');
      expect(nestedFilesOf(dir)(file)).to.equal(null);
    });
  }

  it('nothing for a file that is not there', () => {
    expect(nestedFilesOf(dir)('other.json')).to.equal(null);
  });
});
