import { expect, test } from "vitest";
import { parse } from "../../src/cli/mutate/ast.ts";
import { declarationOf, instrumentLab, modulesOf } from "../../src/cli/mutate/build_mutants.ts";
import {
  type Found,
  Instrumenter,
  type MutantSite,
  rulesOf,
  signaturesOf,
} from "../../src/cli/mutate/instrument.ts";
import { Specification } from "../../src/cli/mutate/specification.ts";
import { clean } from "../../src/cli/mutate/wording.ts";
import { LABS } from "../../src/labs/index.ts";

const PAGE = `# A lab\n\n## Timers\n\n**\`reset_timer(t)\`**: …\n\n### Commit{e}\n`;

/** The mutants of a source, and the source as it is written anew. */
function instrumented(text: string): { mutants: readonly MutantSite[]; code: string } {
  const source = parse("labs/some/node.ts", text);
  const signatures = new Map<string, (string | null)[][]>();
  for (const [name, types] of signaturesOf(source)) signatures.set(name, [types]);
  const found: Found = {
    specification: new Specification([{ name: "some.md", text: PAGE }]),
    except: new Set(["NONE"]),
    beside: new Set(["observer"]),
    rulesIn: "RIGHT",
    rules: new Set(rulesOf(source, "RIGHT")),
    signatures,
    mutants: [],
    regions: 0,
    ids: new Set(),
  };
  const code = new Instrumenter({ path: "labs/some/node.ts" }, source, found).run();
  return { mutants: found.mutants, code };
}

function sentences(text: string): string[] {
  return instrumented(text).mutants.map(({ sentence }) => sentence);
}

test.each([
  ["const SPREAD = 150;", "`SPREAD` is `151` in place of `150`."],
  ["const SPREAD = 150;", "`SPREAD` is `149` in place of `150`."],
  ["function f(a) { if (a < 2) g(); }", "f: the condition `a < 2` is taken for true."],
  ["function f(a) { if (a < 2) g(); }", "f: `a <= 2` stands in place of `a < 2`."],
  ["function f(a) { if (a.ok) g(); }", "f: the condition `a.ok` is taken for its contrary."],
  ["function f(a) { return a >>> 3; }", "f: `a >> 3` stands in place of `a >>> 3`."],
  ["function f(a) { return a >>> 0; }", "f: `a >> 0` stands in place of `a >>> 0`."],
  ["function f(a, b) { return a - b; }", "f: `a + b` stands in place of `a - b`."],
  ["function f(a, b) { return a ^ b; }", "f: `a` is left out of `a ^ b`."],
  [
    "function f(a, b) { return Math.min(a, b); }",
    "f: `Math.max(a, b)` stands in place of `Math.min(a, b)`.",
  ],
  ["function f(a, b) { return Math.min(a, b); }", "f: `b` is left out of `Math.min(a, b)`."],
  ["function f(a) { g(a); h(); }", "f: `g(a)` is left out."],
  ["function f(a) { g(a); h(); }", "f: `h()` comes before `g(a)`."],
  ["function f(a) { g(a); h(); }", "f: nothing is done."],
  ["function f(a: number, b: number) { f(a, b); }", "f: `f(b, a)` stands in place of `f(a, b)`."],
  [
    "function f(a) { for (let i = 0; i < a; i++) g(i); }",
    "f: the loop over `i = 0; i < a; i++` runs backwards.",
  ],
  ["function f(a) { for (const b of a) g(b); }", "f: the loop over `b of a` runs backwards."],
  ["function f(a) { return a.toSorted(g); }", "f: `a` stands in place of `a.toSorted(g)`."],
  ["function resetTimer(t) { g(t); }", "reset_timer: `g(t)` is left out."],
  [
    "class A { last_epoch = 0; new_epoch = 0; f() { return this.new_epoch; } }",
    "f: `last_epoch` stands in place of `new_epoch`.",
  ],
])("of %s there is the mutant %s", (text, sentence) => {
  expect(sentences(text)).toContain(sentence);
});

test("a rule is told by its name", () => {
  expect(sentences("export const RIGHT = { commits: true };")).toEqual([
    "The rule `commits` is `false` in place of `true`.",
  ]);
});

test.each([
  [
    "arguments of two types",
    "function f(a: number, b: string) { f(a, b); }",
    /exchanged|f\(b, a\)/,
  ],
  ["errors", "function f() { throw new Error(String(1 + 2)); }", /1|2/],
  ["observers", "class A { f() { if (this.observer !== null) this.observer(1); } }", /./],
  ["making 32 bits of a number", "function f(a) { return a | 0; }", /./],
  ["types and imports", 'import { a } from "./a.ts"; interface B { c: 1 }', /./],
  [
    "conditions that only ask for a rule",
    "const RIGHT = { a: true }; function f(r) { if (r.a) g(); }",
    /condition/,
  ],
])("%s are left as they are", (_, text, banned) => {
  expect(sentences(text).filter((sentence) => banned.test(sentence))).toEqual([]);
});

test("a rule of the specification is named by it, and where it stands", () => {
  const [mutant] = instrumented("class A { resetTimer(t) { g(t); } }").mutants;
  expect(mutant).toMatchObject({ where: "reset_timer", section: 'some.md, "Timers"' });
  const [handler] = instrumented("class A { onCommit(t) { g(t); } }").mutants;
  expect(handler?.section).toBe('some.md, "Commit{e}"');
});

test("an id does not change where other functions do", () => {
  const text = "export function f(a) { if (a < 2) g(a + 1); }";
  const ids = instrumented(text).mutants.map(({ id }) => id);
  const later = instrumented(`const X = 3;\nfunction other(b) { return b * 2; }\n\n${text}`);
  expect(later.mutants.map(({ id }) => id)).toEqual(expect.arrayContaining(ids));
  expect(new Set(ids).size).toBe(ids.length);
});

test("loops pay for each turn, and arrays for their length", () => {
  const { code } = instrumented("function f(n) { while (n > 0) n--; return new Int32Array(n); }");
  expect(code).toContain("if (--$.f < 0) $.out();");
  expect(code).toContain("$.array(Int32Array, n)");
});

test("code is told without its types and parentheses", () => {
  expect(clean("(this.acked[peer] as number) > 0")).toBe("acked[peer] > 0");
  expect(clean("f(this.a as number, b)")).toBe("f(a, b)");
});

test.each(LABS)("the simulation of $id has mutants with ids of their own", async ({ id }) => {
  const { mutants } = await instrumentLab(id);
  expect(mutants.length).toBeGreaterThan(300);
  expect(new Set(mutants.map((mutant) => mutant.id)).size).toBe(mutants.length);
  for (const { sentence } of mutants) expect(sentence).toMatch(/^.{5,300}\.$/);
});

test.each(LABS)("what the simulation of $id leaves out is there", async ({ id }) => {
  const declared = await declarationOf(id);
  const modules = modulesOf(declared, id);
  const text = [...modules.values()].map((source) => source.text).join("\n");
  const names = [declared.except, declared.beside, ...Object.values(declared.only)].flat();
  expect(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(text))).toEqual([]);
  expect([...modules.keys()]).toEqual(expect.arrayContaining(Object.keys(declared.only)));
});

test("of the same sources the same modules are made", async () => {
  const [first, second] = [await instrumentLab("kv"), await instrumentLab("kv")];
  expect([...second.modules]).toEqual([...first.modules]);
});
