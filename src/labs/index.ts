import { Problem } from "../errors.ts";
import { kv } from "./kv/index.ts";
import type { Lab } from "./lab.ts";
import { paxos } from "./paxos/index.ts";
import { raft } from "./raft/index.ts";
import { zab } from "./zab/index.ts";

/** The registry. A lab is one folder beside this file and one entry here. */
export const LABS: readonly [Lab, ...Lab[]] = [zab, kv, raft, paxos];

/** The lab of that id. Throws a Problem that names the known ones. */
export function findLab(id: string): Lab {
  const lab = LABS.find((candidate) => candidate.id === id);
  if (lab !== undefined) return lab;
  const known = LABS.map((candidate) => candidate.id).join(", ");
  throw new Problem("not-found", [
    {
      parameter: "lab",
      detail: `there is no lab ${JSON.stringify(id.slice(0, 80))}; expected one of ${known}`,
    },
  ]);
}
