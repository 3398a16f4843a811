import { describe, expect, test } from "vitest";
import { Problem } from "../../src/errors.ts";
import {
  clusterDeclaration,
  normalizeCluster,
  resolveCluster,
} from "../../src/labs/cluster_parameters.ts";
import { readParameters, u32 } from "../../src/labs/parameter_types.ts";

/** A lab with one parameter more. */
const declaration = {
  ...clusterDeclaration(),
  lease: {
    required: false,
    default: "none",
    extension: true,
    type: u32(),
    flag: "--lease",
    description: "A parameter of the lab's own.",
    example: "9",
  },
} as const;

const REQUIRED = { seed: "1", nodes: "3", rounds: "10", proposals: "2" };
const resolved = (given: Record<string, string>) =>
  resolveCluster(readParameters(declaration, new Map(Object.entries({ ...REQUIRED, ...given }))));

/** The details of the Problem that a call throws. */
function problemsOf(call: () => unknown): string[] {
  try {
    call();
  } catch (error) {
    if (error instanceof Problem) return error.items.map(({ detail }) => detail);
    throw error;
  }
  return [];
}

describe("the parameters of a cluster", () => {
  test("leave the lab's own as they are, and have defaults", () => {
    expect(resolved({ lease: "9" })).toEqual({
      seed: { hi: 0, lo: 1 },
      nodes: 3,
      rounds: 10,
      proposals: 2,
      partition: [],
      outage: [],
      lease: 9,
    });
  });

  test.each([
    [{ partition: "0,1,1,0" }, []],
    [{ outage: "5,5,0,1" }, []],
    [{ partition: "0,3" }, ["partition[0] names node 3; expected an id 0 .. 2 (nodes is 3)"]],
    [
      { partition: "0,1,2,2" },
      ["partition[1] goes from node 2 to itself; expected two different nodes"],
    ],
    [
      { outage: "6,5,4,4" },
      [
        "outage[0] names node 4; expected an id 0 .. 2 (nodes is 3)",
        "outage[0] names node 4; expected an id 0 .. 2 (nodes is 3)",
        "outage[0] goes from node 4 to itself; expected two different nodes",
        "outage[0] has from 6 after until 5; expected from <= until",
      ],
    ],
  ] as const)("%o: the problems are all named", (given, problems) => {
    expect(problemsOf(() => resolved(given))).toEqual(problems);
  });

  test("are equal when their faults are the same sets", () => {
    const [a, b] = [
      resolved({ partition: "0,1,1,2", outage: "3,4,0,1" }),
      resolved({ partition: "1,2,0,1,1,2", outage: "3,4,0,1,3,4,0,1" }),
    ];
    expect(a).not.toEqual(b);
    expect(normalizeCluster(a)).toEqual(normalizeCluster(b));
  });
});
