/** Mutation testing of the core (npm run test:mutation), by the tests that need no framework and no process. */
import Module from 'node:module';

// Stryker's runner asks for modules of mocha by their names before version 12, which have an extension now.
Module._extensions['.cjs'] ??= Module._extensions['.js'];

export default {
  testRunner: 'mocha',
  plugins: ['@stryker-mutator/mocha-runner'],
  // This file once more, for the lines above.
  testRunnerNodeArgs: ['--import', import.meta.url],
  mochaOptions: {
    config: '.mocharc.json',
    spec: [
      'test/*.test.ts',
      'test/{apply,audit,authorizer,config,gateway,plan,protection,runtime,service,util}/!(artifact|differential|properties|waiting).test.ts',
    ],
  },
  mutate: [
    'src/*.ts',
    'src/{apply,audit,authorizer,config,gateway,plan,runtime,service,util}/*.ts',
    // Adapters to the framework and to Lambda are tested on frameworks and in a bare Node, English by the golden file.
    '!src/plugin.ts',
    '!src/authorizer/passage-authorizer.ts',
    '!src/**/*-messages.ts',
    '!src/gateway/explain.ts',
  ],
  coverageAnalysis: 'perTest',
  concurrency: 2,
  timeoutMS: 5000,
  incremental: true,
  incrementalFile: 'reports/mutation/incremental.json',
  reporters: ['progress-append-only', 'json'],
  jsonReporter: { fileName: 'reports/mutation/mutation.json' },
  disableTypeChecks: false,
  ignorePatterns: ['dist.next', '.serverless', 'reports'],
  timeoutFactor: 3,
};
