/** `passage: false` that another plugin sets on a function, whose routes stay protected, is no opt-out of the user's. */
import { expect } from 'chai';
import { FRAMEWORKS, service } from '../support/frameworks';
import { packageService } from '../support/in-process';
import { type Act, nothing, withActs } from '../support/other-plugin';
import { expectProblems } from '../support/template';

const ME = { 'Fn::GetAtt': ['MeLambdaFunction', 'Arn'] };
const PASSAGE = { issuer: 'https://issuer.example/', audience: 'api', protect: 'all' };

const optOut: Act = ({ service: { functions } }) => {
  for (const fn of Object.values(functions)) fn.passage = false;
};
const renamed: Act = (scene) => {
  const { functions } = scene.service;
  const { me } = functions;
  if (me !== undefined) functions.other = { ...me, name: 'other' };
  Reflect.deleteProperty(functions, 'me');
  optOut(scene);
};

const url =
  (target: object): Act =>
  ({ resources }) => {
    resources.Raw = {
      Type: 'AWS::Lambda::Url',
      Properties: { AuthType: 'NONE', TargetFunctionArn: target },
    };
  };
const secondApi: Act = ({ resources }) => {
  resources.Raw = {
    Type: 'AWS::ApiGatewayV2::Api',
    Properties: { Name: 'second', ProtocolType: 'HTTP', Target: ME },
  };
};

const filesOf = (before: Act, after: Act, fn: object = {}) =>
  withActs(
    [
      [before, 'before:package:initialize'],
      [after, 'after:package:compileEvents'],
    ],
    service(
      {
        me: {
          handler: 'handler.me',
          events: [{ httpApi: { method: 'GET', path: '/me', passage: true } }],
          ...fn,
        },
      },
      { custom: { passage: PASSAGE } },
    ),
  );

const REFUSED: [what: string, before: Act, after: Act][] = [
  ['a function URL', optOut, url(ME)],
  ['a second API', optOut, secondApi],
  [
    'a function URL, of a function with a new name',
    renamed,
    url({ 'Fn::GetAtt': ['OtherLambdaFunction', 'Arn'] }),
  ],
];

for (const framework of FRAMEWORKS) {
  describe(`attacks, ${framework}: another plugin opts a function out and adds`, () => {
    for (const [what, before, after] of REFUSED) {
      it(what, async () => {
        const run = await packageService(framework, filesOf(before, after));
        expectProblems(run, 'PASSAGE_AUDIT_FAILED Resources.Raw');
      });
    }

    it('a function URL, where the user opted it out', async () => {
      const run = await packageService(framework, filesOf(nothing, url(ME), { passage: false }));
      expect(run.code, run.output).to.equal(0);
    });

    it('nothing', async () => {
      const run = await packageService(framework, filesOf(optOut, nothing));
      expect(run.code, run.output).to.equal(0);
    });
  });
}
