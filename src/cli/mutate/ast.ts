import { parseSync } from "vite";

/** A node of a parsed source (ESTree, with the types of TypeScript), by its offsets in the text. */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  // biome-ignore lint/suspicious/noExplicitAny: what a node has besides depends on its type
  readonly [key: string]: any;
}

export interface Source {
  readonly text: string;
  readonly program: Node;
  readonly comments: readonly Node[];
}

/** Throws an Error that names the file where its text does not parse. */
export function parse(path: string, text: string): Source {
  const { program, comments, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]?.message}`);
  return {
    text,
    program: program as unknown as Node,
    comments: comments as unknown as readonly Node[],
  };
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && "start" in value;
}

/** Expressions that are no more than another one with a type; all else of TypeScript is no code that runs. */
const TYPED = ["TSAsExpression", "TSNonNullExpression", "TSSatisfiesExpression"];

/** The parts of a node that are code that runs, in the order of the text. */
export function children(node: Node): Node[] {
  const parts = Object.values(node)
    .flatMap((value) => (Array.isArray(value) ? value : [value]))
    .filter(isNode)
    .filter(({ type }) => !type.startsWith("TS") || TYPED.includes(type));
  parts.sort((a, b) => a.start - b.start);
  // `{ a }` has its key and its value in one place.
  return parts.filter((part, i) => i === 0 || part.start >= (parts[i - 1] as Node).end);
}

/** Whether the node, or one within it, is as asked for; functions within it are looked into, unless `shallow`. */
export function some(node: Node, is: (node: Node) => boolean, shallow = false): boolean {
  if (is(node)) return true;
  return children(node).some(
    (child) => !(shallow && isFunction(child)) && some(child, is, shallow),
  );
}

export function isFunction({ type }: Node): boolean {
  return /^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(type);
}

/** The expression without the parentheses and the types around it. */
export function bare(node: Node): Node {
  const isAround = node.type === "ParenthesizedExpression" || TYPED.includes(node.type);
  return isAround ? bare(node["expression"]) : node;
}

/** The last name of `a`, `this.a`, `b.c.a`; null for anything else. */
export function nameOf(node: Node): string | null {
  const expression = bare(node);
  if (expression.type === "Identifier") return expression["name"];
  if (expression.type === "MemberExpression" && !expression["computed"]) {
    return expression["property"].name;
  }
  return null;
}

/** The name of a field of the object itself: `a` of `this.a`. */
export function ownField(node: Node): string | null {
  const isOwn = node.type === "MemberExpression" && node["object"].type === "ThisExpression";
  return isOwn ? nameOf(node) : null;
}

/** Whether the program goes on elsewhere after the statement, or may: return, break, continue, throw. */
export function mayLeave(statement: Node): boolean {
  const leaves = /^(Return|Break|Continue|Throw)Statement$/;
  return some(statement, ({ type }) => leaves.test(type), true);
}

/** What a module imports that is there when it runs: the paths as they are written, and no mere types. */
export function importsOf({ program }: Source): string[] {
  return (program["body"] as Node[]).flatMap((statement) => {
    if (!statement.type.startsWith("Import") && !statement.type.startsWith("Export")) return [];
    const from: Node | null = statement["source"] ?? null;
    const kind = statement["importKind"] ?? statement["exportKind"];
    const specifiers = (statement["specifiers"] ?? []) as Node[];
    const isTyped = ({ importKind }: Node): boolean => importKind === "type";
    const isMereType = kind === "type" || (specifiers.length > 0 && specifiers.every(isTyped));
    return from === null || isMereType ? [] : [from["value"]];
  });
}
