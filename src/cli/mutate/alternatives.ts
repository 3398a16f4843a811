import { bare, type Node, nameOf, ownField } from "./ast.ts";
import { isShort, quoted, shareWord } from "./wording.ts";

/** Another text in the place of an expression. */
export interface Alternative {
  readonly mutator: string;
  readonly text: string;
  /** What is different, the end of a sentence. */
  readonly what: string;
}

/** What is known of the place of an expression. */
export interface MutationSite {
  readonly source: string;
  /** The nodes that it stands in, the innermost last. */
  readonly ancestors: readonly Node[];
  /** The types of parameters by the name of a function, method or class: of every one that has the name. */
  readonly signatures: ReadonlyMap<string, readonly (readonly (string | null)[])[]>;
  /** The declared types of the fields of the class, and of the parameters of the function. */
  readonly fields: ReadonlyMap<string, string>;
  readonly parameters: ReadonlyMap<string, string>;
  /** Names of rules that are true or false; changed where they are declared. */
  readonly rules: ReadonlySet<string>;
}

const RELATIONS: Readonly<Record<string, readonly string[]>> = {
  "<": ["<=", ">=", ">"],
  "<=": ["<", ">", ">="],
  ">": [">=", "<=", "<"],
  ">=": [">", "<", "<="],
  "===": ["!==", ">=", "<="],
  "!==": ["===", ">", "<"],
};
const ARITHMETIC: Readonly<Record<string, readonly string[]>> = {
  "+": ["-"],
  "-": ["+"],
  "*": ["/"],
  "/": ["*"],
  "%": ["*"],
  "&": ["|"],
  "|": ["&"],
  "^": ["|", "&"],
  "<<": [">>"],
  ">>": ["<<", ">>>"],
  ">>>": ["<<", ">>"],
};
const COMMUTATIVE = ["+", "*", "&", "|", "^"];
const ASSIGNMENTS: Readonly<Record<string, readonly string[]>> = {
  "+=": ["-=", "="],
  "-=": ["+=", "="],
  "*=": ["/="],
  "^=": ["|=", "&="],
  "|=": ["&="],
  "&=": ["|="],
};

/** Every text that may stand in the place of the expression, as far as its own kind of node offers some. */
export function alternatives(node: Node, place: MutationSite): Alternative[] {
  switch (node.type) {
    case "BinaryExpression":
      return ofBinary(node, place);
    case "LogicalExpression":
      return ofLogical(node, place);
    case "UnaryExpression":
      return ofUnary(node, place);
    case "UpdateExpression":
      return ofUpdate(node, place);
    case "AssignmentExpression":
      return ofAssignment(node, place);
    case "CallExpression":
    case "NewExpression":
      return ofCall(node, place);
    case "Literal":
      return ofLiteral(node, place);
    case "MemberExpression":
      return isRead(node, place) ? ofField(node, place) : [];
    case "Identifier":
      return isRead(node, place) ? ofParameter(node, place) : [];
    default:
      return [];
  }
}

/** The test of an if or of `?:`, or of a loop, taken for granted or denied. */
export function ofCondition(node: Node, place: MutationSite, isLoop: boolean): Alternative[] {
  if (isRule(node, place) || bare(node).type === "Literal") return [];
  const test = code(node, place);
  const found: Alternative[] = [
    {
      mutator: "condition-false",
      text: "false",
      what: `the condition ${quoted(test)} is taken for false`,
    },
  ];
  if (isLoop) return found;
  found.push({
    mutator: "condition-true",
    text: "true",
    what: `the condition ${quoted(test)} is taken for true`,
  });
  // The contrary of a comparison is among its own alternatives, and that of `!a` too.
  if (!["BinaryExpression", "UnaryExpression"].includes(bare(node).type)) {
    found.push({
      mutator: "condition-negated",
      text: `!(${test})`,
      what: `the condition ${quoted(test)} is taken for its contrary`,
    });
  }
  return found;
}

function code({ start, end }: Node, { source }: MutationSite): string {
  return source.slice(start, end);
}

function isRule(node: Node, { rules }: MutationSite): boolean {
  const expression = bare(node);
  if (expression.type === "UnaryExpression" && expression["operator"] === "!") {
    return isRuleName(expression["argument"], rules);
  }
  return isRuleName(expression, rules);
}

function isRuleName(node: Node, rules: ReadonlySet<string>): boolean {
  const name = nameOf(node);
  return name !== null && rules.has(name);
}

/** Nodes that give a name a value. */
const DECLARING = /^(VariableDeclarator|PropertyDefinition|Property|AssignmentPattern)$/;

/** "`b` stands in place of `a`", with what is around it where that is small. */
function replaced(node: Node, text: string, place: MutationSite): string {
  const around = place.ancestors.at(-1);
  const named = around && nameOf(around["id"] ?? around["key"] ?? around["left"] ?? around);
  if (around !== undefined && DECLARING.test(around.type) && named !== null) {
    return `${quoted(named as string)} is ${quoted(text)} in place of ${quoted(code(node, place))}`;
  }
  const shows = /^(Binary|Logical|Assignment|Call|Unary|Member|Conditional|New)Expression$/;
  if (around !== undefined && shows.test(around.type) && isShort(code(around, place))) {
    const { source } = place;
    const whole =
      source.slice(around.start, node.start) + text + source.slice(node.end, around.end);
    return `${quoted(whole)} stands in place of ${quoted(code(around, place))}`;
  }
  return `${quoted(text)} stands in place of ${quoted(code(node, place))}`;
}

function instead(mutator: string, node: Node, text: string, place: MutationSite): Alternative {
  const what = `${quoted(text)} stands in place of ${quoted(code(node, place))}`;
  return { mutator, text, what };
}

function withoutOperand(kept: Node, dropped: Node, node: Node, place: MutationSite): Alternative {
  const what = `${quoted(code(dropped, place))} is left out of ${quoted(code(node, place))}`;
  return { mutator: "operand-left-out", text: code(kept, place), what };
}

function withOperator(node: Node, operator: string, place: MutationSite): string {
  return `${code(node["left"], place)} ${operator} ${code(node["right"], place)}`;
}

/** `x | 0` and `x >>> 0`, by which JavaScript makes an integer of 32 bits. */
function isCoercion({ operator, right }: Node): boolean {
  return ["|", ">>>"].includes(operator) && right.type === "Literal" && right.value === 0;
}

function ofBinary(node: Node, place: MutationSite): Alternative[] {
  const { operator, left, right } = node;
  const relations = RELATIONS[operator];
  if (relations !== undefined) {
    // Beside numbers there is nothing that is more than another.
    const isOrdered = ![left, right].some((side) => {
      const { type, value } = bare(side);
      return type === "Literal" && typeof value !== "number";
    });
    const fitting = isOrdered ? relations : relations.slice(0, 1);
    return fitting.map((other) =>
      instead("comparison", node, withOperator(node, other, place), place),
    );
  }
  if (isCoercion(node)) {
    const signed = `${code(left, place)} >> 0`;
    return operator === ">>>" ? [instead("signed-shift", node, signed, place)] : [];
  }
  const found = (ARITHMETIC[operator] ?? []).map((other) =>
    instead(
      operator === ">>>" && other === ">>" ? "signed-shift" : "arithmetic",
      node,
      withOperator(node, other, place),
      place,
    ),
  );
  found.push(withoutOperand(left, right, node, place));
  if (COMMUTATIVE.includes(operator)) found.push(withoutOperand(right, left, node, place));
  return found;
}

function ofLogical(node: Node, place: MutationSite): Alternative[] {
  const { operator, left, right } = node;
  const found: Alternative[] = [];
  const hasRule = [left, right].some((side) => isRule(side, place));
  if (operator !== "??" && !hasRule) {
    const other = operator === "&&" ? "||" : "&&";
    found.push(instead("logic", node, withOperator(node, other, place), place));
  }
  // Without the left side of `??` what was given is ignored; without its right side nothing is left.
  if (operator !== "??" && !isRule(right, place)) {
    found.push(withoutOperand(left, right, node, place));
  }
  if (!isRule(left, place)) found.push(withoutOperand(right, left, node, place));
  return found;
}

function ofUnary(node: Node, place: MutationSite): Alternative[] {
  if (!["-", "!", "~"].includes(node["operator"]) || isRule(node, place)) return [];
  return [instead("sign-left-out", node, code(node["argument"], place), place)];
}

function ofUpdate(node: Node, place: MutationSite): Alternative[] {
  const argument = code(node["argument"], place);
  const other = node["operator"] === "++" ? "--" : "++";
  const same = node["prefix"] ? `${other}${argument}` : `${argument}${other}`;
  const found = [instead("update", node, same, place)];
  if (place.ancestors.at(-1)?.type !== "ExpressionStatement") {
    const moved = node["prefix"]
      ? `${argument}${node["operator"]}`
      : `${node["operator"]}${argument}`;
    found.push(instead("update", node, moved, place));
  }
  return found;
}

function ofAssignment(node: Node, place: MutationSite): Alternative[] {
  return (ASSIGNMENTS[node["operator"]] ?? []).map((other) =>
    instead("assignment", node, withOperator(node, other, place), place),
  );
}

const EXCHANGED: Readonly<Record<string, string>> = {
  "Math.min": "Math.max",
  "Math.max": "Math.min",
  "Math.floor": "Math.ceil",
  "Math.ceil": "Math.floor",
};
/** Methods that put a list in order. */
const ORDERING = ["sort", "toSorted", "reverse", "toReversed"];

function ofCall(node: Node, place: MutationSite): Alternative[] {
  const { callee, arguments: args } = node as unknown as { callee: Node; arguments: Node[] };
  const name = code(callee, place);
  const list = args.map((argument) => code(argument, place));
  const found: Alternative[] = [];
  const other = EXCHANGED[name];
  if (other !== undefined) {
    found.push(instead("min-max", node, `${other}(${list.join(", ")})`, place));
  }
  if (/^Math\.(min|max)$/.test(name) && list.length > 1) {
    for (let i = 0; i < list.length; i++) {
      const fewer = list.toSpliced(i, 1);
      const text = fewer.length === 1 ? (fewer[0] as string) : `${name}(${fewer.join(", ")})`;
      const what = `${quoted(list[i] as string)} is left out of ${quoted(code(node, place))}`;
      found.push({ mutator: "operand-left-out", text, what });
    }
  }
  if (callee.type === "MemberExpression" && ORDERING.includes(nameOf(callee) ?? "")) {
    found.push(instead("order-left-out", node, code(callee["object"], place), place));
  }
  if (name.startsWith("Math.") && name !== "Math.imul") return found;
  for (let i = 0; i + 1 < args.length; i++) {
    const [a, b] = [args[i] as Node, args[i + 1] as Node];
    if (!isSameType(callee, i, place) || list[i] === list[i + 1]) continue;
    if ([a, b].some((one) => isNamedConstant(one) || bare(one).type === "Literal")) continue;
    const exchanged = list.with(i, list[i + 1] as string).with(i + 1, list[i] as string);
    const made = node.type === "NewExpression" ? "new " : "";
    found.push(
      instead("arguments-exchanged", node, `${made}${name}(${exchanged.join(", ")})`, place),
    );
  }
  return found;
}

/** Whether arguments `i` and `i + 1` are of one type, whichever of the functions of this name is called. */
function isSameType(callee: Node, i: number, { signatures }: MutationSite): boolean {
  const known = signatures.get(nameOf(callee) ?? "")?.filter(({ length }) => length > i + 1) ?? [];
  return known.length > 0 && known.every((types) => types[i] !== null && types[i] === types[i + 1]);
}

/** `message.ACK`, `HI`: a name that says which argument it is. */
function isNamedConstant(node: Node): boolean {
  return /^[A-Z][A-Z0-9_]+$/.test(nameOf(node) ?? "");
}

function ofLiteral(node: Node, place: MutationSite): Alternative[] {
  const { value, raw } = node;
  const around = place.ancestors.at(-1);
  const off = (text: string, mutator: string): Alternative => ({
    mutator,
    text,
    what: replaced(node, text, place),
  });
  if (typeof value === "boolean") return [off(String(!value), "boolean")];
  if (typeof value !== "number" || !/^(0x[0-9a-f_]+|[0-9_]+)$/i.test(raw)) return [];
  if (around?.type === "BinaryExpression" && isCoercion(around) && around["right"] === node) {
    return [];
  }
  // How large an array is at first is no rule.
  if (around?.type === "NewExpression") return [];
  const written = (number: number): string =>
    raw.startsWith("0x") ? `0x${number.toString(16)}` : String(number);
  const more = off(written(value + 1), "constant-plus-one");
  return value === 0 ? [more] : [more, off(written(value - 1), "constant-minus-one")];
}

/** Whether the value of a name is asked for at this place: it is no callee, target or declaration. */
function isRead(node: Node, { ancestors }: MutationSite): boolean {
  const around = ancestors.at(-1);
  switch (around?.type) {
    case "BinaryExpression":
    case "LogicalExpression":
    case "ReturnStatement":
    case "ConditionalExpression":
    case "TSAsExpression":
      return true;
    case "CallExpression":
    case "NewExpression":
      return around["callee"] !== node;
    case "AssignmentExpression":
      return around["right"] === node;
    case "VariableDeclarator":
      return around["init"] === node;
    case "MemberExpression":
      return around["object"] === node;
    default:
      return false;
  }
}

function ofField(node: Node, place: MutationSite): Alternative[] {
  const name = ownField(node);
  if (name === null) return [];
  return alike(name, place.fields).map((other) => ({
    mutator: "other-field",
    text: `this.${other}`,
    what: replaced(node, `this.${other}`, place),
  }));
}

function ofParameter(node: Node, place: MutationSite): Alternative[] {
  return alike(node["name"], place.parameters).map((other) => ({
    mutator: "other-parameter",
    text: other,
    what: replaced(node, other, place),
  }));
}

/** The names of the same type that have a word in common with this one: taken for it by mistake. */
function alike(name: string, types: ReadonlyMap<string, string>): string[] {
  const type = types.get(name);
  if (type === undefined) return [];
  return [...types]
    .filter(([other, otherType]) => otherType === type && shareWord(name, other))
    .map(([other]) => other);
}
