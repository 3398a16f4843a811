/**
 * When client commands fall due: command i of `proposals`, from 0, at tick (i + 1) * rounds / (proposals + 1) by
 * integer division, which spreads them over a run of `rounds` ticks. The products must stay below 2^53, and do
 * within the limits of rounds and proposals.
 */
export class ProposalSchedule {
  /** Commands 0 .. due-1 have fallen due. */
  due = 0;
  /** The tick of command number `due`. */
  private next_tick: number;
  private readonly rounds: number;
  private readonly proposals: number;

  constructor(rounds: number, proposals: number) {
    this.rounds = rounds;
    this.proposals = proposals;
    this.next_tick = this.tickOf(0);
  }

  /** Moves on to tick `t`. */
  advance(t: number): void {
    while (this.due < this.proposals && this.next_tick <= t) {
      this.due++;
      this.next_tick = this.tickOf(this.due);
    }
  }

  private tickOf(proposal: number): number {
    const product = (proposal + 1) * this.rounds;
    const parts = this.proposals + 1;
    return (product - (product % parts)) / parts;
  }
}
