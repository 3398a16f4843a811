import { expect, test } from "vitest";
import { raft } from "../../../src/labs/raft/index.ts";
import { published, runToEnd } from "../../support/scenarios.ts";

/** What the lab's document says of the published hashes under not_pinned, shown. */

test("in no published scenario is a leader followed by another", () => {
  for (const { id } of raft.scenarios) {
    let elected = 0;
    const run = published(raft, id).start({
      observer: ({ kind }) => {
        if (kind === "elected") elected++;
      },
    });
    while (run.step_index < run.steps) run.step();
    expect([id, elected]).toEqual([id, id === "D" ? 0 : 1]);
  }
});

test("in all published scenarios every log is committed to its end", () => {
  const [length, commit] = ["log_len", "commit_index"].map((column) =>
    raft.scope.columns.findIndex(({ name }) => name === column),
  ) as [number, number];
  for (const { id } of raft.scenarios) {
    for (const row of runToEnd(published(raft, id)).scope()) expect(row[commit]).toBe(row[length]);
  }
});
