import {
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, relative } from "node:path";
import { transformWithOxc } from "vite";
import type { SimulationSources } from "../../labs/simulation.ts";
import { importsOf, parse, type Source } from "./ast.ts";
import { type Found, Instrumenter, type MutantSite, rulesOf, signaturesOf } from "./instrument.ts";
import { Specification } from "./specification.ts";

const ROOT = join(import.meta.dirname, "../../..");
const SRC = join(ROOT, "src");

/** Where the instrumented simulations are: generated, and not committed. */
export const GENERATED = join(SRC, "mutants/generated");

/** The lab's parameters and its run, which are made of the instrumented modules but not changed. */
const ENTRIES = ["parameters.ts", "run.ts"];

export interface InstrumentedSources {
  readonly mutants: readonly MutantSite[];
  readonly regions: number;
  /** By path from the lab's generated folder: the text of a module. */
  readonly modules: ReadonlyMap<string, string>;
}

/** Writes the instrumented simulation of every lab, unless what is there is newer than all that it is made of. */
export async function buildMutants(): Promise<void> {
  const index = join(GENERATED, "index.js");
  const built = statSync(index, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const sources = globSync(
    ["package-lock.json", "src/{kernel,labs,cli/mutate}/**/*.ts", "docs/specification/*.md"],
    { cwd: ROOT },
  );
  if (sources.every((path) => statSync(join(ROOT, path)).mtimeMs < built)) return;
  const labs = globSync("labs/*/simulation.ts", { cwd: SRC })
    .map((path) => dirname(path).replace("labs/", ""))
    .sort();
  const written = new Set([index, join(GENERATED, "index.d.ts")]);
  for (const lab of labs) {
    for (const [path, text] of (await instrumentLab(lab)).modules) {
      const file = join(GENERATED, lab, path);
      written.add(file);
      writeIfNew(file, text);
    }
  }
  for (const file of globSync("**/*.js", { cwd: GENERATED }).map((path) => join(GENERATED, path))) {
    if (!written.has(file)) rmSync(file);
  }
  const entries = labs.map((lab) => {
    const table = `labs/${lab}/mutant_table.ts`;
    const isClassified = existsSync(join(SRC, table));
    return `${lab}: {
simulation: () => import("./${lab}/index.js"),
texts: () => import("./${lab}/texts.js"),
table: () => ${isClassified ? `import("../../${table}")` : "Promise.resolve(null)"},
},`;
  });
  // Last, and always: it says that all of the others are there, and when.
  replace(index, `export const GENERATED = {\n${entries.join("\n")}\n};\n`);
}

/** Vite and wrangler watch the folder: what is the same stays untouched. */
function writeIfNew(file: string, text: string): void {
  const before = existsSync(file) ? readFileSync(file, "utf8") : null;
  if (before !== text) replace(file, text);
}

/** Others may be building or reading at the same time: a file is there at once, and whole. */
function replace(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  const fresh = `${file}.${process.pid}`;
  writeFileSync(fresh, text);
  renameSync(fresh, file);
}

/** The instrumented modules of a lab, by its declaration. Throws an Error where a file of it is not there. */
export async function instrumentLab(lab: string): Promise<InstrumentedSources> {
  const simulation = await declarationOf(lab);
  const sources = modulesOf(simulation, lab);
  const found: Found = {
    specification: new Specification(
      globSync("docs/specification/{kernel,KEY}.md".replace("KEY", lab), { cwd: ROOT }).map(
        (path) => ({
          name: path.replace("docs/specification/", ""),
          text: readFileSync(join(ROOT, path), "utf8"),
        }),
      ),
    ),
    except: new Set(simulation.except),
    beside: new Set(simulation.beside),
    rulesIn: simulation.rules,
    rules: new Set([...sources.values()].flatMap((source) => rulesOf(source, simulation.rules))),
    signatures: grouped([...sources.values()].flatMap(signaturesOf)),
    mutants: [],
    regions: 0,
    ids: new Set(),
  };
  const copied = new Set(sources.keys());
  for (const entry of ENTRIES) copied.add(`labs/${lab}/${entry}`);

  const modules = new Map<string, string>();
  for (const path of copied) {
    const source = sources.get(path);
    const file = { path, only: simulation.only[path] };
    const body = source === undefined ? read(path) : new Instrumenter(file, source, found).run();
    const { code } = await transformWithOxc(
      redirected(`import { $ } from "SWITCH";\n${body}`, lab, path, copied),
      path,
      { lang: "ts", target: "esnext" },
    );
    modules.set(outputOf(path), code);
  }
  modules.set("switch.js", switchModule(found));
  modules.set("index.js", indexModule(lab, found.mutants));
  modules.set("texts.js", textsModule(found.mutants));
  return { mutants: found.mutants, regions: found.regions + 1, modules };
}

function read(path: string): string {
  return readFileSync(join(SRC, path), "utf8");
}

/** The modules of a lab's simulation by their paths, what is imported before what imports it. */
export function modulesOf({ cluster, apart }: SimulationSources, lab: string): Map<string, Source> {
  const modules = new Map<string, Source>();
  const visited = new Set(apart);
  const visit = (path: string): void => {
    if (visited.has(path)) return;
    visited.add(path);
    const source = parse(path, read(path));
    for (const to of importsOf(source)) {
      const other = join(dirname(path), to);
      if (other.startsWith("kernel/") || other.startsWith(`labs/${lab}/`)) visit(other);
    }
    modules.set(path, source);
  };
  visit(cluster);
  return modules;
}

/** What a lab declares of its sources. */
export async function declarationOf(lab: string): Promise<SimulationSources> {
  const { simulation } = await import(join(SRC, "labs", lab, "simulation.ts"));
  return simulation;
}

function grouped<T>(pairs: readonly [string, T][]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const [key, value] of pairs) groups.set(key, [...(groups.get(key) ?? []), value]);
  return groups;
}

function outputOf(path: string): string {
  return path.replace(/\.ts$/, ".js");
}

/** The module with its imports led to the instrumented modules, and to the others where they are. */
function redirected(code: string, lab: string, path: string, copied: ReadonlySet<string>): string {
  const here = dirname(join(GENERATED, lab, path));
  return code.replace(/(from|import) "(SWITCH|\.[^"]+)"/g, (_, word: string, to: string) => {
    const wanted = join(dirname(path), to);
    const target =
      to === "SWITCH"
        ? join(GENERATED, lab, "switch.js")
        : copied.has(wanted)
          ? join(GENERATED, lab, outputOf(wanted))
          : join(SRC, wanted);
    const way = relative(here, target);
    return `${word} "${way.startsWith(".") ? way : `./${way}`}"`;
  });
}

function switchModule({ mutants, regions }: Found): string {
  const inConstants = mutants.flatMap(({ inConstant, number }) => (inConstant ? [number] : []));
  const slots = [0, ...mutants.map(({ slot }) => slot)];
  return `import { Switch } from "../../switch.ts";
export const $ = new Switch(${JSON.stringify(slots)}, ${regions + 1}, ${JSON.stringify(inConstants)});\n`;
}

function indexModule(lab: string, mutants: readonly MutantSite[]): string {
  return `export { $ } from "./switch.js";
export { resolve } from "./labs/${lab}/parameters.js";
export { start } from "./labs/${lab}/run.js";
export const regions = ${JSON.stringify([0, ...mutants.map(({ region }) => region)])};
export const ids = ${JSON.stringify(["", ...mutants.map(({ id }) => id)])};\n`;
}

function textsModule(mutants: readonly MutantSite[]): string {
  const rows = mutants.map(({ file, line, where, section, mutator, sentence }) =>
    JSON.stringify([file, line, where, section ?? "", mutator, sentence]),
  );
  return `export const texts = [\n["", 0, "", "", "", ""],\n${rows.join(",\n")}\n];\n`;
}
