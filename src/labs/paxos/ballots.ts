/** Before any election: (0, 0). */
export const ZERO = 0;

/**
 * Ballots of a cluster as one integer each, round * nodes + proposer: they compare as the pairs (round, proposer) do. An
 * election raises the highest round by one, so that within the limits of rounds and nodes they stay below 2^31.
 */
export class Ballots {
  private readonly nodes: number;

  constructor(nodes: number) {
    this.nodes = nodes;
  }

  of(round: number, proposer: number): number {
    return round * this.nodes + proposer;
  }

  round(ballot: number): number {
    return Math.floor(ballot / this.nodes);
  }

  proposer(ballot: number): number {
    return ballot % this.nodes;
  }
}
