import fc from "fast-check";
import { expect, test } from "vitest";
import { encode } from "../../src/dump/encode.ts";
import { type Layout, repeat, text, u8, u32le } from "../../src/dump/layout.ts";

interface Log {
  readonly entries: readonly number[];
}

function layoutOf(hasIds: boolean): Layout<readonly Log[]> {
  return [
    u8("logs_len", (logs: readonly Log[]) => logs.length),
    repeat(
      "logs",
      "logs_len",
      (logs) => logs,
      u8("entries_len", ({ entries }: Log) => entries.length),
      repeat(
        "entries",
        "entries_len",
        ({ entries }: Log) =>
          hasIds
            ? { ids: Int32Array.from(entries), length: entries.length, at: at(entries) }
            : entries,
        u8("name_len", (id: number) => String(id).length),
        text("name", "name_len", (id: number) => String(id)),
      ),
    ),
    u32le("end", () => 7),
  ];
}

const at = (entries: readonly number[]) => (index: number) => entries[index];
const [plain, byIds] = [layoutOf(false), layoutOf(true)];

test("elements with ids are written as elements without, whatever sequences begin with", () => {
  const log = fc.record({ entries: fc.array(fc.constantFrom(1, 22, 333), { maxLength: 9 }) });
  fc.assert(
    fc.property(fc.array(log, { maxLength: 9 }), (logs) => {
      expect(encode(byIds, logs)).toEqual(encode(plain, logs));
    }),
  );
});

test("dumps that outgrow what was made room for are whole", () => {
  const entries = Array.from({ length: 255 }, (_, i) => i * 4_000_000);
  const logs = Array.from({ length: 200 }, (_, i) => ({
    entries: entries.slice(0, i === 0 ? 1 : i),
  }));
  expect(encode(byIds, logs)).toEqual(encode(plain, logs));
});
