/** The Lambda function `passageAuthorizer` as one text: what packaging puts into its artifact. */
import { join } from 'node:path';
import { build } from 'esbuild';

/** With all that it needs bundled in. */
export async function authorizerCode(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(__dirname, '../src/authorizer/passage-authorizer.ts')],
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node20.19',
    format: 'cjs',
    banner: { js: '/*! serverless-passage */' },
    legalComments: 'inline',
    logLevel: 'warning',
    write: false,
  });
  return outputFiles.map(({ text }) => text).join('');
}
