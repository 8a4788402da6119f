/** Says on stderr what set-up does and how long it takes, so that the stdout of `--json` stays clean. */
export class Report {
  #started = performance.now();
  #did = 0;

  constructor(stream = process.stderr) {
    this.stream = stream;
  }

  say(line) {
    this.stream.write(`${line}\n`);
  }

  /** Runs one step; on a terminal the seconds count up, elsewhere there is a sign of life every 20 s. */
  async step(title, work) {
    const start = performance.now();
    const seconds = () => ((performance.now() - start) / 1000).toFixed(1);
    const terminal = this.stream.isTTY === true;
    this.#did += 1;
    if (terminal) this.stream.write(`• ${title} …`);
    else this.say(`• ${title} …`);
    const timer = setInterval(
      () => (terminal ? this.stream.write(`\r• ${title} … ${seconds()} s`) : this.say(`  … ${seconds()} s`)),
      terminal ? 1000 : 20_000,
    );
    try {
      const result = await work();
      this.stream.write(terminal ? `\r✔ ${title} (${seconds()} s)\n` : `  done in ${seconds()} s\n`);
      return result;
    } catch (error) {
      this.stream.write(terminal ? `\r✘ ${title} (${seconds()} s)\n` : `  failed after ${seconds()} s\n`);
      throw error;
    } finally {
      clearInterval(timer);
    }
  }

  /** The closing line, only when something was done. */
  close() {
    if (this.#did > 0) this.say(`Set-up took ${((performance.now() - this.#started) / 1000).toFixed(1)} s.`);
  }
}
