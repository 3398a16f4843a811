/**
 * Which sources are a lab's simulation: every single change of them is a hypothesis for what a program does
 * (src/mutants). What is declared here is read when the changes are generated, and by nothing else. Paths are from
 * src/.
 */
export interface SimulationSources {
  /** The module of the cluster. With it goes what it imports of the kernel and of the lab's folder, and so on. */
  readonly cluster: string;
  /** Modules that go with it and are no part of the simulation: names of messages, events. */
  readonly apart: readonly string[];
  /** The functions and constants of a module that are changed, where not all of them are. */
  readonly only: Readonly<Record<string, readonly string[]>>;
  /** Functions, classes and constants that are no rules: numbers that stand for names, how things lie in memory. */
  readonly except: readonly string[];
  /**
   * Names that belong to no rule: observers, bounds of work. A statement that uses one of them, and a condition that
   * does with all that depends on it, is left as it is.
   */
  readonly beside: readonly string[];
  /** The constant that holds the right rules: a condition that only asks for one of them is changed there. */
  readonly rules: string;
}
