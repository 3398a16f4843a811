import type { Mutant } from "../../mutants/index.ts";
import { type Alternative, alternatives, type MutationSite, ofCondition } from "./alternatives.ts";
import {
  bare,
  children,
  isFunction,
  mayLeave,
  type Node,
  nameOf,
  type Source,
  some,
} from "./ast.ts";
import { commentBefore, type Specification } from "./specification.ts";
import { clean, isShort, quoted, shortHash } from "./wording.ts";

/** A single change of a lab's simulation, and where it takes effect. */
export interface MutantSite extends Mutant {
  /** Where a run must come for the change to matter; region 0 is where every run comes. */
  readonly region: number;
  /** Whether it changes a constant of the module. */
  readonly inConstant: boolean;
  /** The number of the first mutant of the same place, of which one can be on at a time. */
  slot: number;
}

/** A module of a simulation, and what of it is changed. */
export interface SimulationFile {
  /** From src/. */
  readonly path: string;
  /** The functions and constants that are changed; all, where there are none. */
  readonly only?: readonly string[] | undefined;
}

/** What is known of all sources of a lab, and what is found in them. */
export interface Found {
  readonly specification: Specification;
  readonly except: ReadonlySet<string>;
  readonly beside: ReadonlySet<string>;
  /** The constant that holds the rules, and the names of those that are true or false. */
  readonly rulesIn: string;
  readonly rules: ReadonlySet<string>;
  readonly signatures: MutationSite["signatures"];
  readonly mutants: MutantSite[];
  regions: number;
  readonly ids: Set<string>;
}

interface Region {
  /** Null as long as nothing in it is changed. */
  id: number | null;
}

/** Where every run comes: what is made when modules are loaded. */
const EVERYWHERE: Region = { id: 0 };

/** What the expressions of a function are in. */
interface Scope {
  readonly name: string;
  readonly section: string | null;
  readonly fields: ReadonlyMap<string, string>;
  readonly parameters: ReadonlyMap<string, string>;
}

const NO_TYPES: ReadonlyMap<string, string> = new Map();

/** The types of parameters by the name of the function; of a class, those of its constructor. */
export function signaturesOf({ program, text }: Source): [string, (string | null)[]][] {
  const found: [string, (string | null)[]][] = [];
  const visit = (node: Node, className: string): void => {
    const name =
      node.type === "FunctionDeclaration"
        ? node["id"].name
        : node.type === "MethodDefinition"
          ? nameOf(node["key"])
          : null;
    if (name !== null) {
      const made: Node = node.type === "MethodDefinition" ? node["value"] : node;
      const types = (made["params"] as Node[]).map((parameter) => typeOf(parameter, text));
      found.push([name === "constructor" ? className : name, types]);
    }
    const inner = node.type === "ClassDeclaration" ? node["id"].name : className;
    for (const child of children(node)) visit(child, inner);
  };
  visit(program, "");
  return found;
}

/** The names of an exported object's properties that are true or false: the rules that the catalogue changes. */
export function rulesOf({ program }: Source, name: string): string[] {
  const found: string[] = [];
  some(program, (node) => {
    if (node.type !== "VariableDeclarator" || node["id"].name !== name) return false;
    for (const property of bare(node["init"])["properties"] as Node[]) {
      if (typeof property["value"]?.value === "boolean") found.push(property["key"].name);
    }
    return true;
  });
  return found;
}

/** The type of a field or parameter, as it is written or as its first value has it; null where neither tells. */
function typeOf(node: Node, text: string): string | null {
  const declared = node["typeAnnotation"] ?? node["left"]?.typeAnnotation ?? null;
  if (declared !== null) return text.slice(declared.start, declared.end).replace(/^:\s*/, "");
  const first: Node | undefined = node["value"] ?? node["right"];
  const value = first && bare(first)["value"];
  if (typeof value === "number" || typeof value === "boolean") return typeof value;
  return first !== undefined && /^-?[A-Z_]+$/.test(text.slice(first.start, first.end))
    ? "number"
    : null;
}

/** Writes one source anew so that each of its mutants can be switched on, and records them. */
export class Instrumenter {
  private readonly file: SimulationFile;
  private readonly source: Source;
  private readonly found: Found;
  private readonly ancestors: Node[] = [];
  /** Alternatives of expressions that their place offers. */
  private readonly extra = new Map<Node, (place: MutationSite) => Alternative[]>();
  private names: readonly string[] = [];
  private scope: Scope;
  private region: Region = EVERYWHERE;
  private off = 0;
  private inConstant = false;

  constructor(file: SimulationFile, source: Source, found: Found) {
    this.file = file;
    this.source = source;
    this.found = found;
    this.scope = { name: "", section: null, fields: NO_TYPES, parameters: NO_TYPES };
  }

  /** The source with its mutants. `$` must be imported into it. */
  run(): string {
    const parts = (this.source.program["body"] as Node[]).map((statement) =>
      this.topLevel(statement),
    );
    return parts.join("\n");
  }

  // Declarations

  private topLevel(statement: Node): string {
    const isExported = statement.type === "ExportNamedDeclaration";
    const declared: Node = (isExported ? statement["declaration"] : null) ?? statement;
    if (declared.type === "VariableDeclaration") {
      return (isExported ? "export " : "") + this.constants(declared);
    }
    if (!/^(Function|Class)Declaration$/.test(declared.type)) return this.slice(statement);
    return this.slice({ ...statement, end: declared.start }) + this.emit(declared);
  }

  /** A constant that has mutants is made anew when one of them is switched on. */
  private constants(declaration: Node): string {
    const before = this.found.mutants.length;
    this.inConstant = true;
    const made = (declaration["declarations"] as Node[]).map((declarator) =>
      this.named(declarator["id"].name, declaration, () => ({
        name: declarator["id"].name as string,
        value: this.within(declarator, () => this.emit(declarator["init"])),
      })),
    );
    this.inConstant = false;
    if (this.found.mutants.length === before) return this.slice(declaration);
    const names = made.map(({ name }) => name).join(", ");
    const values = made.map(({ name, value }) => `${name} = (${value});`).join(" ");
    return `let ${names};\n$.constant(() => { ${values} });`;
  }

  /** What is written within a function, class or constant of a name. */
  private named<T>(name: string, node: Node, write: () => T, change: Partial<Scope> = {}): T {
    const { names, scope } = this;
    this.names = [...names, name];
    this.scope = {
      ...scope,
      ...change,
      name,
      section: this.sectionOf(name, node) ?? scope.section,
    };
    const isLeftOut = this.found.except.has(name);
    if (isLeftOut) this.off++;
    const written = write();
    if (isLeftOut) this.off--;
    this.names = names;
    this.scope = scope;
    return written;
  }

  private sectionOf(name: string, node: Node): string | null {
    const { comments, text } = this.source;
    const own = commentBefore(this.source, node);
    const first = comments.length > 0 && this.names.length === 1 ? (comments[0] as Node) : null;
    const cited = [own, first && text.slice(first.start, first.end)].filter((one) => one !== null);
    return this.found.specification.sectionOf(name, cited);
  }

  private isWanted(): boolean {
    const { only } = this.file;
    return this.off === 0 && (only === undefined || this.names.some((name) => only.includes(name)));
  }

  // Nodes

  private within<T>(node: Node, write: () => T): T {
    this.ancestors.push(node);
    const written = write();
    this.ancestors.pop();
    return written;
  }

  private slice({ start, end }: Pick<Node, "start" | "end">): string {
    return this.source.text.slice(start, end);
  }

  private place(): MutationSite {
    return {
      source: this.source.text,
      ancestors: this.ancestors,
      signatures: this.found.signatures,
      fields: this.scope.fields,
      parameters: this.scope.parameters,
      rules: this.found.rules,
    };
  }

  private emit(node: Node): string {
    if (/^(Import|TS\w*Declaration)/.test(node.type)) return this.slice(node);
    const offers = this.isWanted()
      ? [...(this.extra.get(node)?.(this.place()) ?? []), ...alternatives(node, this.place())]
      : [];
    const text = this.within(node, () => this.written(node));
    return this.site(node, text, offers);
  }

  private written(node: Node): string {
    switch (node.type) {
      case "ClassDeclaration":
        return this.named(node["id"].name, node, () => this.inner(node), {
          fields: this.fieldsOf(node),
        });
      case "PropertyDefinition":
        return this.found.beside.has(nameOf(node["key"]) ?? "")
          ? this.untouched(node)
          : this.named(nameOf(node["key"]) ?? "", node, () => this.inner(node));
      case "MethodDefinition":
        return this.method(node);
      case "FunctionDeclaration":
        return this.named(node["id"].name, node, () => this.inner(node), {
          parameters: this.parametersOf(node),
        });
      case "ArrowFunctionExpression":
        return this.arrow(node);
      case "BlockStatement":
        return `{${this.body(node)}}`;
      case "SwitchCase":
        return this.switchCase(node);
      case "IfStatement":
        return this.ifStatement(node);
      case "WhileStatement":
      case "DoWhileStatement":
      case "ForStatement":
      case "ForOfStatement":
        return this.loop(node);
      case "ConditionalExpression":
        this.condition(node["test"], false);
        return this.pieces(node, [node["test"], node["consequent"], node["alternate"]], (child) =>
          child === node["test"] ? this.emit(child) : this.arm(child),
        );
      case "LogicalExpression":
        return this.pieces(node, [node["left"], node["right"]], (child) =>
          child === node["left"] ? this.emit(child) : this.arm(child),
        );
      case "NewExpression":
        return this.construction(node);
      default:
        return this.inner(node);
    }
  }

  /** The text of a node with its children as they are emitted. */
  private inner(node: Node): string {
    return this.pieces(node, children(node), (child) =>
      isStatement(child) ? this.statement(child) : this.emit(child),
    );
  }

  private pieces(node: Node, parts: readonly Node[], write: (part: Node) => string): string {
    let text = "";
    let at = node.start;
    for (const part of parts) {
      text += this.source.text.slice(at, part.start) + write(part);
      at = part.end;
    }
    return text + this.source.text.slice(at, node.end);
  }

  /** Code that is written as it is, but for what bounds its work. */
  private untouched(node: Node): string {
    this.off++;
    const text = this.inner(node);
    this.off--;
    return text;
  }

  // Functions

  private method(node: Node): string {
    const key = nameOf(node["key"]) ?? "";
    const name = key === "constructor" ? (this.names.at(-1) as string) : key;
    return this.named(name, node, () => this.inner(node), {
      parameters: this.parametersOf(node["value"]),
    });
  }

  private fieldsOf({ body }: Node): ReadonlyMap<string, string> {
    const types = new Map<string, string>();
    for (const member of body.body as Node[]) {
      const name = member.type === "PropertyDefinition" ? nameOf(member["key"]) : null;
      const type = typeOf(member, this.source.text);
      if (name !== null && type !== null && !this.found.beside.has(name)) types.set(name, type);
    }
    return types;
  }

  private parametersOf({ params }: Node): ReadonlyMap<string, string> {
    const types = new Map<string, string>();
    for (const parameter of params as Node[]) {
      const type = typeOf(parameter, this.source.text);
      const name: string | undefined = parameter["name"] ?? parameter["left"]?.name;
      if (name !== undefined && type !== null) types.set(name, type);
    }
    return types;
  }

  private arrow(node: Node): string {
    const { body } = node as unknown as { body: Node };
    if (body.type === "BlockStatement") return this.inner(node);
    return this.pieces(node, children(node), (child) =>
      child === body ? `(${this.arm(body)})` : this.emit(child),
    );
  }

  /** The statements of a block; those of a function may all be left out at once. */
  private body(node: Node): string {
    const [around, owner] = [this.ancestors.at(-2), this.ancestors.at(-3)];
    const statements = node["body"] as Node[];
    const mayBeEmptied =
      around !== undefined &&
      isFunction(around) &&
      owner?.["kind"] !== "constructor" &&
      this.mayBeEmptied(around, statements);
    return this.statements(statements, mayBeEmptied ? around : null);
  }

  private mayBeEmptied(around: Node, statements: readonly Node[]): boolean {
    const returnsValue = ({ type, argument }: Node): boolean =>
      type === "ReturnStatement" && argument !== null;
    if (around.type === "ArrowFunctionExpression" || statements.length === 0) return false;
    return !statements.some((statement) => some(statement, returnsValue, true));
  }

  // Statements

  /** Statements one after the other; where one may leave, what follows is a region of its own. */
  private statements(list: readonly Node[], emptied: Node | null = null): string {
    const outer = this.region;
    const lines: string[] = [];
    let mark = 0;
    const begin = (): void => {
      this.region = { id: null };
      mark = lines.push("") - 1;
    };
    const end = (): void => {
      lines[mark] = markOf(this.region);
    };
    begin();
    if (emptied !== null) lines.push(this.emptied(emptied));
    let guard: number | null = null;
    list.forEach((statement, i) => {
      const next = list[i + 1];
      const exchanged = next === undefined ? null : this.exchange(statement, next);
      if (exchanged !== null)
        lines.push(`if ($.s[${exchanged}] !== 0) { ${this.slice(next as Node)} }`);
      const text = this.statement(statement);
      lines.push(guard === null ? text : `if ($.s[${guard}] === 0) { ${text} }`);
      guard = exchanged;
      if (next !== undefined && mayLeave(statement)) {
        end();
        begin();
      }
    });
    end();
    this.region = outer;
    return lines.join("\n");
  }

  private emptied(around: Node): string {
    const number = this.register(around, {
      mutator: "function-emptied",
      text: "{}",
      what: "nothing is done",
    });
    return number === null ? "" : `if ($.s[${number}] !== 0) return;`;
  }

  /** A mutant by which the second of two statements comes first, where that can matter. */
  private exchange(first: Node, second: Node): number | null {
    const movable = (statement: Node): boolean =>
      /^(ExpressionStatement|IfStatement|ForOfStatement)$/.test(statement.type) &&
      !this.isBeside(statement) &&
      !mayLeave(statement) &&
      // What is moved is not instrumented, so its work would not be bounded.
      !some(statement, ({ type }) => /^(For|While|DoWhile)Statement$/.test(type));
    if (!movable(first) || !movable(second)) return null;
    // Of two assignments the order hardly matters.
    if (![first, second].some((one) => some(one, isCallStatement))) return null;
    const [a, b] = [this.told(first), this.told(second)];
    if (a === b) return null;
    return this.register(second, {
      mutator: "statements-exchanged",
      text: this.slice(first),
      what: `${b} comes before ${a}`,
    });
  }

  private told(statement: Node): string {
    const head = quoted(headOf(statement, this.source.text));
    return statement.type === "ForOfStatement" ? `the loop over ${head}` : head;
  }

  /** Whether a statement has to do with what is no rule of the simulation. */
  private isBeside(statement: Node): boolean {
    const { beside } = this.found;
    const mentions = (node: Node): boolean =>
      some(node, ({ type, name }) => type === "Identifier" && beside.has(name));
    switch (statement.type) {
      case "ThrowStatement":
        return true;
      case "BlockStatement":
        return (statement["body"] as Node[]).every((one) => this.isBeside(one));
      case "IfStatement": {
        const { test, consequent, alternate } = statement as unknown as Record<string, Node | null>;
        if (mentions(test as Node)) return true;
        return (
          this.isBeside(consequent as Node) &&
          (alternate === null || this.isBeside(alternate as Node))
        );
      }
      case "ForStatement":
      case "ForOfStatement":
      case "WhileStatement":
        return this.isBeside(statement["body"]);
      default:
        return mentions(statement);
    }
  }

  private statement(node: Node): string {
    if (this.isBeside(node)) return this.untouchedStatement(node);
    const isLeft =
      node.type === "ExpressionStatement" ||
      (/^(Return|Break|Continue)Statement$/.test(node.type) && this.isOneOfSeveral(node));
    if (!isLeft || (node.type === "ReturnStatement" && node["argument"] !== null))
      return this.emit(node);
    const number = this.register(node, {
      mutator: "statement-left-out",
      text: "",
      what: `${quoted(this.slice(node))} is left out`,
    });
    const text = this.emit(node);
    return number === null ? text : `if ($.s[${number}] === 0) { ${text} }`;
  }

  private untouchedStatement(node: Node): string {
    this.off++;
    const text = this.emit(node);
    this.off--;
    return text;
  }

  /** Without a lone `return` of an if the condition is denied, which is tried already. */
  private isOneOfSeveral(node: Node): boolean {
    const around = this.ancestors.at(-1);
    const list: Node[] | undefined = around?.["body"] ?? around?.["consequent"];
    return Array.isArray(list) && list.length > 1 && list.includes(node);
  }

  private ifStatement(node: Node): string {
    const { test, consequent, alternate } = node as unknown as {
      test: Node;
      consequent: Node;
      alternate: Node | null;
    };
    this.condition(test, false);
    const head = `if (${this.emit(test)}) {${this.branch(consequent)}}`;
    return alternate === null ? head : `${head} else {${this.branch(alternate)}}`;
  }

  private branch(node: Node): string {
    if (node.type !== "BlockStatement") return this.statements([node]);
    return this.within(node, () => this.statements(node["body"]));
  }

  private switchCase(node: Node): string {
    const head = node["test"] === null ? "default:" : `case ${this.emit(node["test"])}:`;
    return `${head} ${this.statements(node["consequent"])}`;
  }

  private loop(node: Node): string {
    const { body } = node as unknown as { body: Node };
    const test: Node | null = node["test"] ?? null;
    if (test !== null) this.condition(test, true);
    const reversed = this.reversed(node);
    const fuel = "if (--$.f < 0) $.out();\n";
    const parts = [node["init"], node["right"], test, node["update"], body].filter(
      Boolean,
    ) as Node[];
    parts.sort((a, b) => a.start - b.start);
    return this.pieces(node, parts, (part) => {
      if (part === body) return `{${fuel}${this.branch(body)}}`;
      const other = reversed?.parts.get(part);
      // A loop that counts the other way does not end, which says nothing of a program.
      const text = part === node["update"] ? this.slice(part) : this.emit(part);
      if (other === undefined) return text;
      if (part === node["init"]) return other(text);
      return `($.s[${reversed?.number}] !== 0 ? ${other(text)} : ${text})`;
    });
  }

  /** A mutant by which the loop runs backwards, and what it makes of the parts of its head. */
  private reversed(
    node: Node,
  ): { number: number; parts: Map<Node, (text: string) => string> } | null {
    const { init, test, update, right } = node as unknown as Record<string, Node | undefined>;
    const change = {
      mutator: "loop-backwards",
      text: "backwards",
      what: `the loop over ${quoted(headOf(node, this.source.text))} runs backwards`,
    };
    if (node.type === "ForOfStatement" && right !== undefined) {
      const number = this.register(node, change);
      if (number === null) return null;
      return { number, parts: new Map([[right, () => `[...${this.slice(right)}].reverse()`]]) };
    }
    const [declarator] = (init?.["declarations"] ?? []) as Node[];
    const isCount =
      init?.type === "VariableDeclaration" &&
      init["declarations"].length === 1 &&
      test?.["operator"] === "<" &&
      test["left"].name === declarator?.["id"].name &&
      update?.type === "UpdateExpression" &&
      update["operator"] === "++";
    if (!isCount || test === undefined || update === undefined) return null;
    const number = this.register(node, change);
    if (number === null) return null;
    const name: string = declarator?.["id"].name;
    const first = this.slice(declarator?.["init"]);
    const end = this.slice(test["right"]);
    return {
      number,
      parts: new Map([
        [
          init as Node,
          (text: string) => text.replace("=", () => `= $.s[${number}] !== 0 ? (${end}) - 1 :`),
        ],
        [test, () => `${name} >= (${first})`],
        [update, () => `${name}--`],
      ]),
    };
  }

  // Expressions

  private condition(test: Node, isLoop: boolean): void {
    this.extra.set(bare(test), (place) => ofCondition(bare(test), place, isLoop));
  }

  /** An expression that is not always come to: with its own region where something in it is changed. */
  private arm(node: Node): string {
    const outer = this.region;
    const own: Region = { id: null };
    this.region = own;
    const text = this.emit(node);
    this.region = outer;
    return own.id === null ? text : `($.c[${own.id}] = 1, ${text})`;
  }

  private construction(node: Node): string {
    const name = nameOf(node["callee"]) ?? "";
    const args = node["arguments"] as Node[];
    if (!name.endsWith("Array") || args.length !== 1) return this.inner(node);
    return `$.array(${name}, ${this.emit(args[0] as Node)})`;
  }

  private site(node: Node, text: string, offers: readonly Alternative[]): string {
    const original = clean(this.slice(node));
    const seen = new Set([original]);
    const chosen: [number, string][] = [];
    for (const offer of offers) {
      const meaning = clean(offer.text);
      if (seen.has(meaning)) continue;
      seen.add(meaning);
      const number = this.register(node, offer);
      if (number !== null) chosen.push([number, offer.text]);
    }
    if (chosen.length === 0) return text;
    const first = chosen[0]?.[0] as number;
    for (const [number] of chosen) (this.found.mutants[number - 1] as MutantSite).slot = first;
    const others = chosen
      .slice(0, -1)
      .map(([number, other]) => `$.s[${first}] === ${number} ? (${other}) : `)
      .join("");
    return `($.s[${first}] === 0 ? ${text} : ${others}(${chosen.at(-1)?.[1]}))`;
  }

  /** Records a mutant and returns its number; null where nothing is changed here. */
  private register(node: Node, { mutator, text, what }: Alternative): number | null {
    if (!this.isWanted()) return null;
    const { found, scope } = this;
    if (this.region.id === null) this.region.id = ++found.regions;
    const number = found.mutants.length + 1;
    const file = this.file.path;
    const before = this.source.text.slice(0, node.start);
    const where = found.specification.nameOf(scope.name);
    const words = found.specification.withNames(what);
    found.mutants.push({
      number,
      id: this.idOf(node, mutator, text),
      file,
      line: before.split("\n").length,
      where,
      section: scope.section,
      mutator,
      sentence: this.sentence(where, words),
      region: this.region.id,
      inConstant: this.inConstant,
      slot: number,
    });
    return number;
  }

  private sentence(where: string, words: string): string {
    if (where === this.found.rulesIn) return `The rule ${words}.`;
    // A constant is named by what is said of it.
    return words.startsWith(`\`${where}\` `) ? `${words}.` : `${where}: ${words}.`;
  }

  /** By the function, and the text of the statement, of the expression and of what stands in its place. */
  private idOf(node: Node, mutator: string, text: string): string {
    const module = this.file.path.replace(/^.*\//, "").replace(/\.ts$/, "");
    const around = this.ancestors.findLast(isStatement) ?? node;
    const context = [headOf(around, this.source.text), this.slice(node), text]
      .map(clean)
      .join("\n");
    const id = `${module}.${this.names.join(".")}:${mutator}:${shortHash(context)}`;
    let unique = id;
    for (let i = 2; this.found.ids.has(unique); i++) unique = `${id}-${i}`;
    this.found.ids.add(unique);
    return unique;
  }
}

function isCallStatement({ type, expression }: Node): boolean {
  return type === "ExpressionStatement" && expression.type === "CallExpression";
}

function isStatement({ type }: Node): boolean {
  return type.endsWith("Statement") || type === "VariableDeclaration";
}

/** What a statement is known by: of one with others in it, what stands before them. */
function headOf(node: Node, source: string): string {
  const inner: Node | undefined =
    node["consequent"] ?? (isStatement(node) ? node["body"] : undefined);
  const head = source.slice(node.start, inner?.start ?? node.end);
  const text = inner === undefined ? head : head.replace(/^for \((const|let) (.*)\)\s*$/s, "$2");
  return isShort(text) ? text : text.slice(0, 200);
}

function markOf({ id }: Region): string {
  return id === null || id === 0 ? "" : `$.c[${id}] = 1;`;
}
