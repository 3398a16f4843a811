import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LABS } from "../../src/labs/index.ts";
import { choice, type ParameterType, tuples, u32, u64 } from "../../src/labs/parameter_types.ts";

const pairs = tuples(["src", "dst"], 4);

describe("the text of a parameter", () => {
  test.each<[ParameterType<unknown>, string, unknown]>([
    [u64, "00018446744073709551615", { hi: 0xffff_ffff, lo: 0xffff_ffff }],
    [u32(), "4294967295", 4294967295],
    [u32(), "007", 7],
    [u32(1, 9), "9", 9],
    [choice("a", "b"), "b", "b"],
    [pairs, "1,2", [{ src: 1, dst: 2 }]],
    [
      pairs,
      "1,2,03,4",
      [
        { src: 1, dst: 2 },
        { src: 3, dst: 4 },
      ],
    ],
  ])("%o reads %j", (type, text, value) => {
    expect(type.parse(text)).toEqual(value);
    expect(text).toMatch(new RegExp(type.pattern));
    expect(type.parse(type.format(value))).toEqual(value);
  });

  test.each<[ParameterType<unknown>, readonly string[]]>([
    [u32(), ["", "-1", "4294967296", "1.5", "0x1", " 1", "1\n"]],
    [u32(1, 9), ["0", "10"]],
    [choice("a", "b"), ["", "A", "ab", "a "]],
    [pairs, ["", "1", "1,2,3", "1,,2", "1,2,", ",1,2", "1;2", "0,1,0,1,0,1,0,1,0,1"]],
  ])("%o refuses %j", (type, texts) => {
    for (const text of texts) expect(type.parse(text), text).toBeNull();
  });
});

describe("shrinking", () => {
  test("never leaves the type, and never proposes the value itself", () => {
    const check = <T>(type: ParameterType<T>, value: T): void => {
      for (const simpler of type.shrink(value)) {
        expect(type.parse(type.format(simpler))).toEqual(simpler);
        expect(simpler).not.toEqual(value);
      }
    };
    fc.assert(
      fc.property(fc.nat(0xffff_ffff), fc.nat(0xffff_ffff), fc.nat(100), (hi, lo, minimum) => {
        check(u64, { hi, lo });
        check(u32(), lo);
        check(u32(minimum, minimum + 50), minimum + (lo % 51));
      }),
    );
  });

  test("of the least value proposes nothing", () => {
    expect(u32(3).shrink(3)).toEqual([]);
    expect(u64.shrink({ hi: 0, lo: 0 })).toEqual([]);
    expect(choice("a", "b").shrink("a")).toEqual([]);
    expect(pairs.shrink([{ src: 0, dst: 1 }])).toEqual([]);
  });
});

test("every parameter of every lab reads its own example", () => {
  for (const lab of LABS) {
    for (const [name, { type, example }] of Object.entries(lab.parameters)) {
      expect(type.parse(example), `${lab.id} ${name}`).not.toBeNull();
    }
  }
});
