/** A directed link between two nodes. */
export interface Link {
  readonly src: number;
  readonly dst: number;
}

/** Messages from src to dst that would arrive at a tick t with from <= t < until are lost. */
export interface Outage extends Link {
  readonly from: number;
  readonly until: number;
}

/** Which links lose messages at the current tick: the partitioned ones throughout, others by outage. */
export class Links {
  /** By link (src * nodes + dst): how many reasons it has to lose a message now. */
  private readonly reasons: Uint16Array;
  private readonly nodes: number;
  private readonly begins: readonly Outage[];
  private readonly ends: readonly Outage[];
  private begun = 0;
  private ended = 0;

  constructor(nodes: number, partition: readonly Link[], outages: readonly Outage[]) {
    this.nodes = nodes;
    this.reasons = new Uint16Array(nodes * nodes);
    for (const { src, dst } of partition) this.adjust(src, dst, 1);
    this.begins = outages.toSorted((a, b) => a.from - b.from);
    this.ends = outages.toSorted((a, b) => a.until - b.until);
  }

  /** Moves on to tick `t`: an outage holds for from <= t < until. */
  advance(t: number): void {
    for (; this.begun < this.begins.length; this.begun++) {
      const outage = this.begins[this.begun] as Outage;
      if (outage.from > t) break;
      this.adjust(outage.src, outage.dst, 1);
    }
    for (; this.ended < this.ends.length; this.ended++) {
      const outage = this.ends[this.ended] as Outage;
      if (outage.until > t) break;
      this.adjust(outage.src, outage.dst, -1);
    }
  }

  loses(src: number, dst: number): boolean {
    return this.reasons[src * this.nodes + dst] !== 0;
  }

  private adjust(src: number, dst: number, change: number): void {
    const link = src * this.nodes + dst;
    this.reasons[link] = (this.reasons[link] as number) + change;
  }
}
