/** Counts the checks of a run, and keeps what went wrong. */
export class Tally {
  passed = 0;
  readonly failures: string[] = [];

  /** Counts one check; `what` says what is wrong if it fails. Returns its mark for a table. */
  check(isRight: boolean, what: string): string {
    if (isRight) this.passed++;
    else this.failures.push(what);
    return isRight ? "ok" : "FAILED";
  }
}
