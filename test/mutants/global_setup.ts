import { buildMutants } from "../../src/cli/mutate/build_mutants.ts";

/** The instrumented simulations, which are generated: the tests of the mutants import them. */
export default buildMutants;
