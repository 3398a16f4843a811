/** A set of node ids, with constant-time membership and a running size. */
export class PeerSet {
  size = 0;
  private readonly members: Uint8Array;

  constructor(nodes: number) {
    this.members = new Uint8Array(nodes);
  }

  has(id: number): boolean {
    return this.members[id] === 1;
  }

  add(id: number): void {
    if (this.members[id] === 1) return;
    this.members[id] = 1;
    this.size++;
  }

  remove(id: number): void {
    if (this.members[id] !== 1) return;
    this.members[id] = 0;
    this.size--;
  }

  clear(): void {
    this.members.fill(0);
    this.size = 0;
  }
}
