// @ts-check
// Runs cases and says of each in a line how it went.

/**
 * @param {readonly string[]} only texts of which a case's name must hold one; all are chosen by none
 */
export function chooser(only) {
  return (/** @type {string} */ name) => only.length === 0 || only.some((text) => name.includes(text));
}

export class Report {
  constructor() {
    this.passed = 0;
    this.failed = 0;
    this.began = performance.now();
  }

  /**
   * Whether it passed. What it returns as text is said beside its name.
   * @param {string} name
   * @param {() => Promise<unknown>} run
   */
  async run(name, run) {
    const began = performance.now();
    const time = () => `${Math.round(performance.now() - began)} ms`.padStart(8);
    try {
      const remark = await run();
      ++this.passed;
      console.log(`ok     ${time()}  ${name}${typeof remark === "string" ? `: ${remark}` : ""}`);
      return true;
    } catch (error) {
      ++this.failed;
      const { message } = /** @type {Error} */ (error);
      console.log(`FAILED ${time()}  ${name}\n  ${message}`);
      return false;
    }
  }

  /** @returns {number} the exit code */
  end() {
    const seconds = ((performance.now() - this.began) / 1000).toFixed(1);
    const failures = this.failed > 0 ? `, ${this.failed} failed` : "";
    console.log(`${this.passed} cases passed${failures}, in ${seconds} s`);
    if (this.passed + this.failed > 0) return this.failed > 0 ? 1 : 0;
    console.log("No case was chosen: --list names them");
    return 2;
  }
}
