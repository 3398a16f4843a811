/**
 * A misreading of the specification that no single change of our sources amounts to: steps of a tick in another order,
 * messages numbered otherwise. A lab declares those that it can run.
 */
export interface Misreading {
  /** Stable, in kebab case. */
  readonly id: string;
  /** One sentence: exactly what is done in place of what the specification says. */
  readonly sentence: string;
  /** What is misread, in a word or two: `seq`, `Cluster loop`. */
  readonly where: string;
  /** The section that is misread: `kernel.md, "Ticks and messages"`. */
  readonly section: string;
}

/** The reading of the misreading of an id. Throws where the lab declares none. */
export function misreadingOf<T extends Misreading>(all: readonly T[], id: string): T {
  const found = all.find((one) => one.id === id);
  if (found === undefined) throw new Error(`there is no misreading ${id}`);
  return found;
}
