import { writeSync } from 'node:fs';

/** Closes the run with one line that machines read: `N passed, N failed, N skipped`. */
export default class CountsReporter {
  onRunComplete(_contexts, results) {
    const { numPassedTests: passed, numPendingTests: pending, numTodoTests: todo } = results;
    // A file that does not even load has no failed tests of its own, and must not read as a green run.
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const line = `${passed} passed, ${failed} failed, ${pending + todo} skipped\n`;
    // At the very end of the process: the teardown and jest itself may still print.
    process.once('exit', () => writeWhole(line));
  }
}

function writeWhole(text) {
  let rest = Buffer.from(text);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(1, rest));
    } catch (error) {
      // A pipe whose reader is slow: the line is worth the wait.
      if (error.code !== 'EAGAIN') return;
    }
  }
}
