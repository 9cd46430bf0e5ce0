/** Commands of the framework that change a deployed service, and that nothing audits. */
import { expect } from 'chai';
import { beforeFunctionDeploy, beforeRollback } from '../../src/commands/unaudited';
import { PassageError } from '../../src/errors';

describe('commands: deployments that nothing audits', () => {
  it('the function of the Lambda authorizer is not deployed alone', () => {
    expect(() => beforeFunctionDeploy({ function: 'passageAuthorizer' }))
      .to.throw(PassageError)
      .with.nested.property('problems[0].code', 'PASSAGE_COMMAND_INVALID');
  });

  it('are named', () => {
    for (const options of [{ function: 'me' }, {}])
      expect(beforeFunctionDeploy(options).map(({ level }) => level)).to.deep.equal(['notice']);
    expect(beforeRollback().map(({ level }) => level)).to.deep.equal(['warning']);
  });
});
