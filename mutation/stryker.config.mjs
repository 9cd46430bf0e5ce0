/** Mutation testing of the core (npm run test:mutation), by the tests that need no framework and no process. */
export default {
  testRunner: 'one-process',
  plugins: ['./mutation/runner.mjs', './mutation/scores.mjs'],
  testRunnerNodeArgs: ['--import', 'tsx'],
  mutate: [
    'src/*.ts',
    'src/{apply,audit,authorizer,config,gateway,intent,plan,routing,runtime,service,template,util}/*.ts',
    // Adapters to the framework and to Lambda are tested on frameworks and in a bare Node, English by the golden file.
    '!src/plugin.ts',
    '!src/authorizer/passage-authorizer.ts',
    '!src/**/*-messages.ts',
    '!src/gateway/explain.ts',
  ],
  coverageAnalysis: 'perTest',
  concurrency: 2,
  timeoutMS: 5000,
  // On a busy machine a run may take several times as long, and must not count as one that never ends.
  timeoutFactor: 4,
  incremental: true,
  incrementalFile: 'reports/mutation/incremental.json',
  reporters: ['progress-append-only', 'json', 'folder-scores'],
  thresholds: { break: 90 },
  jsonReporter: { fileName: 'reports/mutation/mutation.json' },
  disableTypeChecks: false,
  ignorePatterns: ['dist.next', '.serverless', 'reports'],
  // What runs once, while files load (tables, regular expressions), would need a process and every test for each mutant.
  ignoreStatic: true,
};
