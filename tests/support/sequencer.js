import Sequencer from '@jest/test-sequencer';

/** Begun with first: whoever begins a long one last waits for it alone. A checkout that was never tested knows no times. */
const LONGEST = [
  'simulate/transcripts', 'dialogs/check', 'outbox/queue/conformance', 'cli/commands', 'console/walk', 'cli/campaign', 'desk/browser', 'outbox/queue/bullmq',
  'portal/browser', 'console/browser', 'intake/import', 'discharge/flow', 'simulate/simulate', 'turn/undelivered', 'turn/opt-out', 'backup/backup',
]; // prettier-ignore

export default class LongestFirst extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => {
      const at = LONGEST.findIndex((name) => path.endsWith(`tests/${name}.test.ts`));
      return at < 0 ? LONGEST.length : at;
    };
    return [...super.sort(tests)].sort((a, b) => rank(a) - rank(b));
  }
}
