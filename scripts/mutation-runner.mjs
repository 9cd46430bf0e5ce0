/**
 * The test runner of `npm run test:mutation`: mocha in one process for many mutants, which runs the tests that reach a
 * mutant, those first that noticed the last mutants. Stryker's own runner of mocha looks for them by one regular
 * expression over all titles, in the order of the files, which takes several times as long.
 */
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
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
const FOLDERS = ['.', 'util', 'config', 'service', 'plan', 'apply', 'gateway', 'runtime'];
const FOLDERS_OF_WHOLE_SERVICES = ['authorizer', 'audit', 'protection'];
/** Tests of built files, and properties that take seconds and notice nothing that the other tests do not. */
const LEFT_OUT = /^(artifact|differential|properties|schema|waiting)\./;
/** A test of growth, with thousands of routes, takes seconds. */
const GROWTH = / are compared by what they have in common/;
/** Attacks on one real framework, for mutants of the audit only. What takes longest has a short form elsewhere. */
const ATTACKS = join('test', 'attacks');
const LONG_ATTACKS =
  /^(changed-meaning|circular-custom|class-names|first-look|lambda-|lost-protection|other-ways|own-|template)/;
const OF_ATTACKS = ', osls4: ';
/** A mutant that no test has noticed by then survives: the tests that would are nearly always among the first. */
const MUTANT_MS = 8000;

const context = (globalThis[INSTRUMENTER_CONSTANTS.NAMESPACE] ??= {});

function testFiles() {
  const filesOf = (folder, leftOut) =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.test.ts') && !leftOut.test(name))
      .map((name) => join(folder, name));
  const folders = [...FOLDERS, ...FOLDERS_OF_WHOLE_SERVICES].map((name) => join('test', name));
  return [...folders.flatMap((folder) => filesOf(folder, LEFT_OUT)), ...filesOf(ATTACKS, LONG_ATTACKS)];
}

const isAttack = (test) => test.file.includes(ATTACKS);

class MutationRunner {
  /** When a test, and the suites that it is in, noticed a mutant: the higher, the later. */
  noticed = new Map();
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
    await this.run((test) => {
      const title = test.fullTitle();
      return isAttack(test) ? title.includes(OF_ATTACKS) : !GROWTH.test(title);
    });
    return { status: DryRunStatus.Complete, tests: this.results, mutantCoverage: context.mutantCoverage };
  }

  async mutantRun({ activeMutant, testFilter, hitLimit }) {
    const titles = new Set(testFilter);
    const isOfAudit = activeMutant.fileName.includes(join('src', 'audit'));
    context.activeMutant = activeMutant.id;
    context.hitLimit = hitLimit;
    context.hitCount = 0;
    await this.run((test) => titles.has(test.fullTitle()) && (isOfAudit || !isAttack(test)), MUTANT_MS);
    const inLoop = determineHitLimitReached(context.hitCount, hitLimit);
    return toMutantRunResult(inLoop ?? { status: DryRunStatus.Complete, tests: this.results });
  }

  async run(isWanted, most = Infinity) {
    this.results = [];
    this.select(this.mocha.suite, isWanted);
    const end = performance.now() + most;
    await new Promise((resolve) => {
      const runner = this.mocha.run(resolve);
      runner.on('test end', () => {
        if (performance.now() > end) runner.abort();
      });
    });
    this.mocha.suite.reset();
  }

  remember(suite) {
    const { tests, suites } = suite;
    this.all.set(suite, { tests, suites });
    for (const inner of suites) this.remember(inner);
  }

  /** Leaves the wanted tests in a suite, and tells whether there are any. */
  select(suite, isWanted) {
    const { tests, suites } = this.all.get(suite);
    const latest = (a, b) => (this.noticed.get(b) ?? 0) - (this.noticed.get(a) ?? 0);
    suite.tests = tests.filter(isWanted).sort(latest);
    suite.suites = suites.filter((inner) => this.select(inner, isWanted)).sort(latest);
    return suite.tests.length + suite.suites.length > 0;
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
      for (let part = test; part; part = part.parent) this.noticed.set(part, now);
    });
  }
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'one-process', MutationRunner)];
