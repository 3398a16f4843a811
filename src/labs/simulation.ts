/**
 * Which sources are a lab's simulation: every single change of them is a hypothesis for what a program does
 * (src/mutants). What is declared here is read when the changes are generated, and by nothing else.
 */
export interface SimulationSources {
  readonly files: readonly SimulationFile[];
  /**
   * Names that belong to no rule: observers, bounds of work. A statement that uses one of them, and a condition that
   * does with all that depends on it, is left as it is.
   */
  readonly beside: readonly string[];
  /** The constant that holds the right rules: a condition that only asks for one of them is changed there. */
  readonly rules: string;
}

export interface SimulationFile {
  /** From src/: `kernel/message_queue.ts`. */
  readonly path: string;
  /** The functions, methods and constants of the module that are changed; all of them, unless some are named. */
  readonly only?: readonly string[];
  readonly except?: readonly string[];
}
