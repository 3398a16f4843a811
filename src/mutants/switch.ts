/** Thrown in the middle of a mutant's step when its work is used up: it would not end, or not soon enough. */
export class OutOfFuel extends Error {
  constructor() {
    super("the mutant has used up its work");
    this.name = "OutOfFuel";
  }
}

/** What a lab's instrumented simulation asks while it runs. One for each lab; src/cli/mutate writes the questions. */
export class Switch {
  /** The number of the mutant that is on; 0 is the right simulation. */
  m = 0;
  /** Iterations of loops, and eights of words allocated, that are left to the run. */
  f = 0;
  /** By region of the sources: 1 where a run has come since {@link forget}. */
  readonly c: Uint8Array;
  /** Makes the constants of the modules, in the order in which the modules were loaded. */
  private readonly constants: (() => void)[] = [];
  /** By mutant: 1 where it changes a constant, which is made anew when it is switched on or off. */
  private readonly changesConstant: Uint8Array;

  constructor(mutants: number, regions: number, inConstants: readonly number[]) {
    this.c = new Uint8Array(regions);
    this.changesConstant = new Uint8Array(mutants + 1);
    for (const number of inConstants) this.changesConstant[number] = 1;
  }

  /** Declares how some constants of a module are made, and makes them. */
  constant(make: () => void): void {
    this.constants.push(make);
    make();
  }

  select(mutant: number): void {
    const before = this.m;
    if (before === mutant) return;
    this.m = mutant;
    if (this.changesConstant[before] === 0 && this.changesConstant[mutant] === 0) return;
    for (const make of this.constants) make();
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
