/** Until a signal is taken for a second one: the first is sent again when programs have been ended. */
const AGAIN_MILLISECONDS = 500;
/** How a shell says that a process was ended by SIGINT. */
const ENDED_BY_INTERRUPT = 130;

/** Ctrl-C, which ends what is being done and keeps what is known by then; a second one ends the process. */
export class Interruption {
  private since: number | null = null;
  private readonly listener = (): void => {
    const now = performance.now();
    if (this.since !== null && now - this.since > AGAIN_MILLISECONDS)
      process.exit(ENDED_BY_INTERRUPT);
    this.since ??= now;
  };

  constructor() {
    process.on("SIGINT", this.listener);
  }

  get isOver(): boolean {
    return this.since !== null;
  }

  /** Ctrl-C is again what it was. */
  end(): void {
    process.off("SIGINT", this.listener);
  }
}
