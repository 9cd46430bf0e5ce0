/** Before `npm run test:deploy`: whether it is said where to deploy to. */
const HELP = `test:deploy deploys small services with osls 4, calls them and removes them.
It needs to know where: set AWS_ENDPOINT_URL to the address of an emulator of AWS on this machine,

  AWS_ENDPOINT_URL=http://127.0.0.1:4566 npm run test:deploy

or to \`account\` to use your AWS account. CONTRIBUTING.md says what each needs.`;

const ACCOUNT_HELP = `With AWS_ENDPOINT_URL=account, PASSAGE_ISSUER_URL is required: a public https URL that leads to
port 8181 of this machine (or PASSAGE_ISSUER_PORT), for the issuer that the tests start.`;

function missing(): string | undefined {
  const { AWS_ENDPOINT_URL: endpoint = '', PASSAGE_ISSUER_URL: issuer } = process.env;
  if (endpoint === '') return HELP;
  if (endpoint === 'account') return issuer === undefined ? ACCOUNT_HELP : undefined;
  return URL.canParse(endpoint)
    ? undefined
    : `AWS_ENDPOINT_URL must be a URL, or \`account\`\nfound: ${endpoint}`;
}

const problem = missing();
if (problem !== undefined) {
  console.error(problem);
  process.exitCode = 1;
}
