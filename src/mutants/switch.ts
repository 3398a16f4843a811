/** Thrown in the middle of a mutant's step when its work is used up: it would not end, or not soon enough. */
export class OutOfFuel extends Error {
  constructor() {
    super("the mutant has used up its work");
    this.name = "OutOfFuel";
  }
}

/** What a lab's instrumented simulation asks while it runs. One for each lab; src/cli/mutate writes the questions. */
export class Switch {
  /** By slot (the first mutant of a place of the sources): the mutant that is on there, 0 for none. */
  readonly s: Uint16Array;
  /** Iterations of loops, and eights of words allocated, that are left to the run. */
  f = 0;
  /** By region of the sources: 1 where a run has come since {@link forget}. */
  readonly c: Uint8Array;
  /** Makes the constants of the modules, in the order in which the modules were loaded. */
  private readonly constants: (() => void)[] = [];
  /** By mutant: 1 where it changes a constant, which is made anew when it is switched on or off. */
  private readonly changesConstant: Uint8Array;
  /** By mutant: its slot. */
  private readonly slots: Uint16Array;
  private on: readonly number[] = [];

  constructor(slots: readonly number[], regions: number, inConstants: readonly number[]) {
    this.s = new Uint16Array(slots.length);
    this.slots = Uint16Array.from(slots);
    this.c = new Uint8Array(regions);
    this.changesConstant = new Uint8Array(slots.length);
    for (const number of inConstants) this.changesConstant[number] = 1;
  }

  /** Declares how some constants of a module are made, and makes them. */
  constant(make: () => void): void {
    this.constants.push(make);
    make();
  }

  /** Switches these mutants on, at most one of a slot, and all others off. */
  select(mutants: readonly number[]): void {
    const before = this.on;
    if (before === mutants) return;
    this.on = mutants;
    for (const mutant of before) this.s[this.slotOf(mutant)] = 0;
    for (const mutant of mutants) this.s[this.slotOf(mutant)] = mutant;
    if (!this.changeConstants(before) && !this.changeConstants(mutants)) return;
    for (const make of this.constants) make();
  }

  slotOf(mutant: number): number {
    return this.slots[mutant] as number;
  }

  private changeConstants(mutants: readonly number[]): boolean {
    return mutants.some((mutant) => this.changesConstant[mutant] === 1);
  }

  forget(): void {
    this.c.fill(0);
  }

  out(): never {
    throw new OutOfFuel();
  }

  /** A typed array of a length that a mutant may have got wrong: memory is paid for like work. */
  array<A>(Type: new (length: number) => A, length: unknown): A {
    if (typeof length === "number") {
      this.f -= length >>> 3;
      if (this.f < 0) this.out();
    }
    return new Type(length as number);
  }
}
