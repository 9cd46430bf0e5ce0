/** Mutation testing of the core (npm run test:mutation), by the tests that need no framework and no process. */
import Module from 'node:module';

// Stryker's runner asks for modules of mocha by their names before version 12, which have an extension now.
Module._extensions['.cjs'] ??= Module._extensions['.js'];

// With `ignoreStatic`, mutants are switched on while tests run, never while files load: a process can stay for the next.
const { MochaTestRunner } = await import('@stryker-mutator/mocha-runner');
MochaTestRunner.prototype.capabilities = () => Promise.resolve({ reloadEnvironment: true });

export default {
  testRunner: 'mocha',
  plugins: ['@stryker-mutator/mocha-runner'],
  // This file once more, for the lines above.
  testRunnerNodeArgs: ['--import', import.meta.url],
  mochaOptions: {
    config: '.mocharc.json',
    // In this order: most mutants are dead before the tests of a whole service run, which reach nearly all of the code.
    spec: [
      'test/*.test.ts',
      'test/{util,config,service,plan,apply,gateway,runtime}/!(differential|properties|schema|waiting).test.ts',
      'test/{authorizer,audit,protection}/!(artifact).test.ts',
    ],
    // A test of growth, with thousands of routes, takes seconds and would run for each mutant.
    grep: '/^(?!.* are compared by what they have in common)/',
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
  timeoutFactor: 2,
  // What runs once, while files load (tables, regular expressions), would need a process and every test for each mutant.
  ignoreStatic: true,
};
