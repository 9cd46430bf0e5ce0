/** Prints the score of each folder of `src` after `npm run test:mutation`, and fails under the floor of the core. */
import { posix } from 'node:path';
import process from 'node:process';
import { PluginKind, commonTokens, declareClassPlugin, tokens } from '@stryker-mutator/api/plugin';

/** Percent of mutants that tests must notice; for the whole, `thresholds` in `stryker.config.mjs`. */
const FLOORS = { 'src/audit': 92, 'src/gateway': 92, 'src/intent': 92, 'src/template': 92 };

const NOTICED = new Set(['Killed', 'Timeout']);
const UNNOTICED = new Set(['Survived', 'NoCoverage']);

function count(scores, name, mutants) {
  const score = scores.get(name) ?? { noticed: 0, all: 0 };
  score.noticed += mutants.filter(({ status }) => NOTICED.has(status)).length;
  score.all += mutants.filter(({ status }) => NOTICED.has(status) || UNNOTICED.has(status)).length;
  scores.set(name, score);
}

class FolderScores {
  static inject = tokens(commonTokens.logger);

  constructor(log) {
    this.log = log;
  }

  onMutationTestReportReady({ files }) {
    const scores = new Map();
    for (const [name, { mutants }] of Object.entries(files)) count(scores, posix.dirname(name), mutants);
    for (const { mutants } of Object.values(files)) count(scores, 'all', mutants);
    for (const [name, { noticed, all }] of scores) {
      const percent = (100 * noticed) / all;
      const line = `${name.padEnd(16)} ${percent.toFixed(1).padStart(5)} % of ${all} mutants noticed`;
      const floor = FLOORS[name] ?? 0;
      if (percent >= floor) this.log.info(line);
      else {
        this.log.error(`${line}, expected: ${floor} % or more`);
        process.exitCode = 1;
      }
    }
  }
}

export const strykerPlugins = [declareClassPlugin(PluginKind.Reporter, 'folder-scores', FolderScores)];
