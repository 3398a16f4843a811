/** A command line that cannot be obeyed: exit code 2, with a message that says what was expected. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "UsageError";
  }
}

/** An oracle that cannot be reached, or whose answer is no report: trouble, and nobody's divergence. */
export class OracleError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "OracleError";
  }
}

/** Exit codes of every command. */
export const EXIT = { match: 0, divergence: 1, trouble: 2 } as const;
