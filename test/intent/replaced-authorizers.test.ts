/** The user's own authorizers that another plugin defines again. */
import { expect } from 'chai';
import { replacedAuthorizer } from '../../src/intent/change-messages';
import type { Intent } from '../../src/intent/intent';
import { readIntent } from '../../src/intent/intent';
import { findReplacedAuthorizers } from '../../src/intent/replaced-authorizers';
import { CodeHistory } from '../../src/service/code-history';
import { plain, planOf } from '../support/plans';

type Definitions = Intent['definitions'];

const intent = readIntent(planOf(plain({})), [], new CodeHistory());
const define = (where: string, settings: object, logicalId = 'Gate'): Definitions[number] =>
  ({ logicalId, where, settings }) as Definitions[number];
const found = (first: Definitions, now: Definitions): ReturnType<typeof findReplacedAuthorizers> =>
  findReplacedAuthorizers({ ...intent, definitions: first }, { ...intent, definitions: now });

describe('replaced authorizers', () => {
  const mine = define('functions.me', { arn: 'mine' });
  const other = define('functions.other', { arn: 'other' });

  it('are defined again, later: the framework takes the last definition', () => {
    expect(found([mine], [mine, other])).to.deep.equal([
      replacedAuthorizer('functions.me', 'functions.other', {
        expected: { arn: 'mine' },
        found: { arn: 'other' },
      }),
    ]);
  });

  it('are not replaced by an earlier definition, the same one, or one of another name', () => {
    expect(found([mine], [other, mine])).to.deep.equal([]);
    expect(found([mine], [mine, define('functions.other', { arn: 'mine' })])).to.deep.equal([]);
    expect(found([mine], [mine, define('functions.other', { arn: 'other' }, 'Other')])).to.deep.equal([]);
  });

  it('are new, gone, or replaced by the user', () => {
    expect(found([], [mine, other])).to.deep.equal([]);
    expect(found([mine], [])).to.deep.equal([]);
    expect(found([mine, other], [mine, other])).to.deep.equal([]);
  });
});
