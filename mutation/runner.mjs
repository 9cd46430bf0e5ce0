/**
 * The test runner of `npm run test:mutation`: mocha in one process for many mutants, which runs the tests that reach a
 * mutant: first those that noticed the last mutants of the same file, and those in the test file of its name. Stryker's
 * own runner of mocha looks for them by one regular expression over all titles, in the order of the files, which takes
 * several times as long.
 */
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, sep } from 'node:path';
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { INSTRUMENTER_CONSTANTS } from '@stryker-mutator/api/core';
import { PluginKind, declareClassPlugin } from '@stryker-mutator/api/plugin';
import {
  DryRunStatus,
  TestStatus,
  determineHitLimitReached,
  toMutantRunResult,
} from '@stryker-mutator/api/test-runner';
import Mocha from 'mocha';

/** Folders of tests that need no framework and no process; those that reach nearly all of the code come last. */
const FOLDERS = [
  '.',
  'util',
  'config',
  'service',
  'routing',
  'plan',
  'apply',
  'template',
  'gateway',
  'runtime',
];
const FOLDERS_OF_WHOLE_SERVICES = ['authorizer', 'intent', 'audit', 'protection'];
/** Tests of built files, and properties that take seconds and notice nothing that the other tests do not. */
const LEFT_OUT = /^(artifact|differential|properties|schema|waiting)\./;
/** Single tests that take seconds: of thousands of routes, and a property. */
const SLOW = / (are compared by what they have in common|as if it had never planned before)/;
/**
 * A mutant that no test has noticed by then survives: the tests that would are nearly always among the first. Time of
 * the processor, so that a busy machine finds the same.
 */
const MUTANT_MS = 3000;
/** Of tests elsewhere, so many of each suite run before the others of any: the tests of a suite are much alike. */
const FIRST_OF_SUITE = 30;
const SOURCES = join(sep, 'src', sep);

const context = (globalThis[INSTRUMENTER_CONSTANTS.NAMESPACE] ??= {});

function testFiles() {
  const filesOf = (folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.test.ts') && !LEFT_OUT.test(name))
      .map((name) => join(folder, name));
  const folders = [...FOLDERS, ...FOLDERS_OF_WHOLE_SERVICES].map((name) => join('test', name));
  return folders.flatMap((folder) => filesOf(folder));
}

function cpuMs() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

class MutationRunner {
  /** When a test, and the suites that it is in, noticed a mutant: the higher, the later. */
  noticed = new Map();
  /** The same for the mutants of each source file alone. */
  noticedOf = new Map();
  /** The full title of each test. */
  titles = new Map();
  /** The tests and suites of each suite, as its file has them. */
  all = new Map();
  results = [];

  capabilities() {
    // Mutants are switched on while tests run, never while files load (`ignoreStatic`).
    return { reloadEnvironment: true };
  }

  async init() {
    // A failure is enough, the smallest example of it is not needed; and a mutant always meets the same examples.
    createRequire(import.meta.url)('fast-check').configureGlobal({ endOnFailure: true, seed: 1 });
    const listen = (events) => this.listen(events);
    this.mocha = new Mocha({
      bail: true,
      timeout: 0,
      reporter: function (events) {
        listen(events);
      },
    });
    this.mocha.cleanReferencesAfterRun(false);
    for (const file of testFiles()) this.mocha.addFile(file);
    await this.mocha.loadFilesAsync();
    this.remember(this.mocha.suite);
  }

  async dryRun() {
    await this.run((test) => !SLOW.test(this.titles.get(test)));
    return { status: DryRunStatus.Complete, tests: this.results, mutantCoverage: context.mutantCoverage };
  }

  async mutantRun({ activeMutant, testFilter, hitLimit }) {
    const titles = new Set(testFilter);
    const { fileName } = activeMutant;
    this.source = fileName.slice(fileName.lastIndexOf(SOURCES) + SOURCES.length, -'.ts'.length);
    context.activeMutant = activeMutant.id;
    context.hitLimit = hitLimit;
    context.hitCount = 0;
    await this.run((test) => titles.has(this.titles.get(test)), MUTANT_MS);
    const inLoop = determineHitLimitReached(context.hitCount, hitLimit);
    return toMutantRunResult(inLoop ?? { status: DryRunStatus.Complete, tests: this.results });
  }

  async run(isWanted, most = Infinity) {
    this.results = [];
    const end = cpuMs() + most;
    const done = new Set();
    for (const mostOfSuite of [FIRST_OF_SUITE, Infinity]) {
      this.select(this.mocha.suite, (test) => isWanted(test) && !done.has(test), mostOfSuite);
      const failures = await this.runSelected(done, end);
      if (failures > 0 || cpuMs() > end) return;
    }
  }

  /** Runs the selected tests until one fails or the time is over. */
  async runSelected(done, end) {
    const failures = await new Promise((resolve) => {
      const runner = this.mocha.run(resolve);
      runner.on('test end', (test) => {
        done.add(test);
        if (cpuMs() > end) runner.abort();
      });
    });
    this.mocha.suite.reset();
    return failures;
  }

  remember(suite) {
    const { tests, suites } = suite;
    this.all.set(suite, { tests, suites });
    for (const test of tests) this.titles.set(test, test.fullTitle());
    for (const inner of suites) this.remember(inner);
  }

  /** Leaves the wanted tests in a suite, at most so many of each, and tells whether there are any. */
  select(suite, isWanted, mostOfSuite) {
    const { tests, suites } = this.all.get(suite);
    const order = this.order();
    const most = this.isOwn(suite) ? Infinity : mostOfSuite;
    suite.tests = tests.filter(isWanted).sort(order).slice(0, most);
    suite.suites = suites.filter((inner) => this.select(inner, isWanted, mostOfSuite)).sort(order);
    return suite.tests.length + suite.suites.length > 0;
  }

  /** Whether a suite or a test is in the test file that has the name of the source file. */
  isOwn({ file }) {
    return file === join('test', `${this.source}.test.ts`);
  }

  /** What noticed mutants of the same file, the latest first; the test file of its name; what noticed others. */
  order() {
    const later = (noticed, a, b) => (noticed?.get(b) ?? 0) - (noticed?.get(a) ?? 0);
    const ofSource = this.noticedOf.get(this.source);
    return (a, b) => later(ofSource, a, b) || this.isOwn(b) - this.isOwn(a) || later(this.noticed, a, b);
  }

  listen(events) {
    let start = performance.now();
    const keep = (test, result) => {
      const id = test.fullTitle();
      const timeSpentMs = performance.now() - start;
      this.results.push({ id, name: id, fileName: test.file, timeSpentMs, ...result });
      start = performance.now();
    };
    events.on('test', (test) => {
      context.currentTestId = test.fullTitle();
    });
    events.on('pass', (test) => {
      keep(test, { status: TestStatus.Success });
    });
    events.on('fail', (failed, error) => {
      const test = failed.ctx?.currentTest ?? failed;
      keep(test, { status: TestStatus.Failed, failureMessage: error.stack ?? error.message });
      const now = this.noticed.size + 1;
      if (!this.noticedOf.has(this.source)) this.noticedOf.set(this.source, new Map());
      for (let part = test; part; part = part.parent) {
        this.noticed.set(part, now);
        this.noticedOf.get(this.source).set(part, now);
      }
    });
  }
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'one-process', MutationRunner)];
