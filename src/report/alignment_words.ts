import type { Alignment, NoAlignment } from "../align/align.ts";
import type { Edit, EditPattern } from "../align/edits.ts";
import type { ElementNames, FieldSample, Reordering, Swap } from "../align/order_findings.ts";
import type { Leaf } from "../dump/field_map.ts";
import { decodeValue, hex, isNumberType, isTextType } from "../dump/value.ts";
import type { NotKept } from "../judge/judge.ts";
import { LIMITS } from "../limits.ts";
import type { Report } from "./schema.ts";

type AlignmentDocument = NonNullable<Report["alignment"]>;

/** Bytes that a sentence shows of a side, characters of a text, and elements of an order. */
const SHOWN_BYTES = 8;
const SHOWN_CHARACTERS = 40;
const SHOWN_ELEMENTS = 4;

/** The alignment as a report has it, with a sentence for each thing found; null where there is none. */
export function alignmentDocument(
  alignment: Alignment | NoAlignment | NotKept | null,
): AlignmentDocument | null {
  if (alignment === null || "skipped" in alignment) return null;
  const { edits, patterns, reordered, swapped } = alignment;
  return {
    edits: edits.slice(0, LIMITS.listed_edits).map(editDocument),
    edits_total: edits.length,
    edits_cap: LIMITS.listed_edits,
    patterns: patterns.slice(0, LIMITS.listed_patterns).map(patternDocument),
    patterns_total: patterns.length,
    reordered: reordered.slice(0, LIMITS.listed_patterns).map(reorderingDocument),
    swapped: swapped.slice(0, LIMITS.listed_patterns).map(swapDocument),
    equal_bytes: alignment.equal_bytes,
    unaligned_expected_bytes: alignment.unaligned_expected_bytes,
    unaligned_actual_bytes: alignment.unaligned_actual_bytes,
    root_fields: alignment.root_fields,
    knock_on_fields: alignment.knock_on_fields,
  };
}

/** Why there is no alignment; null where there is one, and where there was nothing to align. */
export function skippedDocument(
  alignment: Alignment | NoAlignment | NotKept | null,
): Report["alignment_skipped"] {
  if (alignment === null || !("skipped" in alignment)) return null;
  return alignment.skipped === "equal" ? null : alignment.skipped;
}

/** What is said where there is no alignment that was to be had; null where there is nothing to say. */
export function skippedInWords(skipped: Report["alignment_skipped"]): string | null {
  switch (skipped) {
    case "not-kept":
      return `not looked for: a submission of more than ${LIMITS.kept_submission_bytes} bytes is not kept`;
    case "too-large":
      return `not looked for: between their equal ends the dumps have more than ${LIMITS.align_bytes} bytes`;
    case "too-different":
      return "not found: the dumps have too little in common, or the search for it came to its limit";
    default:
      return null;
  }
}

/** The sentences that tell an alignment, what is in another order first; an edit that recurs is told once. */
export function toldOf({
  edits,
  edits_total,
  patterns,
  reordered,
  swapped,
}: AlignmentDocument): string[] {
  const recurs = ({ kind, field }: AlignmentDocument["edits"][number]): boolean =>
    patterns.some(
      (pattern) => pattern.edit === kind && pattern.kind === field.replaceAll(/\[[0-9]+\]/g, "[]"),
    );
  const inPatterns = patterns.reduce((sum, pattern) => sum + pattern.count, 0);
  const alone = inPatterns >= edits_total ? [] : edits.filter((edit) => !recurs(edit));
  return [...reordered, ...swapped, ...patterns, ...alone].map(({ description }) => description);
}

function editDocument(edit: Edit): AlignmentDocument["edits"][number] {
  const { root, site, expected, actual } = edit;
  return {
    kind: root.kind,
    offset: root.expected_offset,
    actual_offset: root.actual_offset,
    size_expected: root.expected_size,
    size_actual: root.actual_size,
    field: site.field,
    node: site.node,
    expected_bytes: hex(expected.subarray(0, LIMITS.edit_bytes)),
    actual_bytes: hex(actual.subarray(0, LIMITS.edit_bytes)),
    description: sentence(edit, site.path, "one"),
  };
}

function patternDocument({ edit, count }: EditPattern): AlignmentDocument["patterns"][number] {
  const { kind, total } = edit.site;
  const subject =
    count === total ? `each of the ${total} ${kind}` : `${count} of the ${total} ${kind}`;
  const description = sentence(edit, subject, count === total ? "each" : "some");
  return { kind, edit: edit.root.kind, description, count, total };
}

/** What happened to `subject`: to `one` field or element, to `each` of a kind, or to `some` of them. */
function sentence(
  { root, detail, expected, actual }: Edit,
  subject: string,
  number: "one" | "each" | "some",
): string {
  const [is, isWith] = number === "some" ? ["are", " each"] : ["is", ""];
  const removed = size(expected.length);
  const inserted = `${amount(actual)} ${actual.length === 1 ? "was" : "were"} inserted`;
  switch (detail.what) {
    case "inserted-beside": {
      const end = detail.isAtEnd ? ", at the end of the dump" : "";
      const copy = detail.copied === null ? "" : `: ${detail.copied} once more`;
      return `${inserted} ${detail.relation} ${subject}${number === "some" ? "" : end + copy}`;
    }
    case "inserted-inside":
      return `${inserted} inside ${subject}, after its first ${size(detail.passed)}`;
    case "missing":
      return `${subject} (${removed}${isWith}) ${is} missing`;
    case "elements-missing":
      return `${subject} to ${detail.last} (${removed}) are missing`;
    case "part-missing": {
      const part = { start: "at the start of", end: "at the end of", inside: "inside" }[
        detail.part
      ];
      return `${amount(expected)} ${expected.length === 1 ? "is" : "are"} missing ${part} ${subject}`;
    }
    case "rest-missing": {
      const rest =
        detail.kept === 0
          ? `from ${subject} on`
          : `after the first ${size(detail.kept)} of ${subject}`;
      return `everything ${rest} (${removed}) is missing`;
    }
    case "fields-missing": {
      const range = `${subject} to ${detail.last}`;
      return detail.isWhole
        ? `${range} (${removed}) are missing`
        : `${removed} are missing, from inside ${range}`;
    }
    case "fields-replaced":
      return `${removed} from ${subject} to ${detail.last} are replaced by ${size(actual.length)}`;
    case "value-replaced":
      return `${subject} ${is} ${replacement(detail.leaf, expected, actual)}`;
    case "width-changed": {
      const extra = actual.subarray(expected.length);
      const follow = extra.length === 1 ? "follows" : "follow";
      const zeros = root.kind === "widened" ? ` (${shown(extra)} ${follow})` : "";
      const value = detail.isSameValue || number === "some" ? "" : ", and holds another value";
      return `${subject} ${is} ${size(actual.length)} wide in place of ${expected.length}${zeros}${value}`;
    }
  }
}

/** What an integer or a text is instead. A text of another length is told with its length. */
function replacement(leaf: Leaf, ours: Uint8Array, theirs: Uint8Array): string {
  const isSameSize = ours.length === theirs.length;
  if (!isSameSize && !isTextType(leaf.type)) {
    return `replaced: ${amount(theirs)} in place of ${amount(ours)}`;
  }
  const side = (bytes: Uint8Array) =>
    `${valueText({ leaf, bytes })}${isSameSize ? "" : ` (${size(bytes.length)})`}`;
  return `${side(theirs)} in place of ${side(ours)}`;
}

function reorderingDocument(found: Reordering): AlignmentDocument["reordered"][number] {
  const { kind, path, order, names, places } = found;
  const count = order.length;
  const others = places > 1 ? ` (and so in ${places - 1} more ${kind})` : "";
  const isReverse = order.every((index, i) => index === count - 1 - i);
  // From two elements before the first that is elsewhere.
  const first = order.findIndex((index, i) => index !== i);
  const from = Math.max(0, Math.min(first - 2, count - SHOWN_ELEMENTS));
  const until = from + SHOWN_ELEMENTS;
  const list = (indexes: readonly number[]) => {
    const shownNames = indexes.slice(from, until).map((index) => nameOf(names, index));
    return `${from > 0 ? "… " : ""}${shownNames.join(", ")}${until < count ? " …" : ""}`;
  };
  const orders = `expected ${list([...order.keys()])}, found ${list(order)}`;
  return {
    repeat: kind,
    count,
    places,
    description: `the ${count} elements of ${path} are all there, in ${isReverse ? "the reverse" : "another"} order: ${orders}${others}`,
  };
}

/** An element by what tells it apart: a text, a number with its name, or else its index. */
function nameOf(names: ElementNames | null, index: number): string {
  const bytes = names?.values[index];
  if (names === null || bytes === undefined) return `[${index}]`;
  const { leaf, label } = names;
  const value = valueText({ leaf, bytes });
  return isTextType(leaf.type) ? value.slice(1, -1) : `${label} ${value}`;
}

function swapDocument(swap: Swap): AlignmentDocument["swapped"][number] {
  const { first, second, group, count, total, owner } = swap;
  const name = (kind: string) => (group === "" ? kind : kind.slice(group.length + 1));
  const shows = count === total ? "" : ` (it shows in ${count}: in the others the two are equal)`;
  const everywhere = total === 1 ? "" : ` in each of the ${total} ${group}${shows}`;
  const [ours, theirs] = [valuesText(swap.first_values), valuesText(swap.second_values)];
  const example = `${owner || "the dump"} has ${theirs}, ${ours} in place of ${ours}, ${theirs}`;
  return {
    fields: [first, second],
    count,
    total,
    description: `${name(first)} and ${name(second)} are swapped${everywhere}: ${example}`,
  };
}

/** The value of one field, or of several in brackets. */
function valuesText(samples: readonly FieldSample[]): string {
  const values = samples.map(valueText).join(", ");
  return samples.length === 1 ? values : `(${values})`;
}

/** A field's value: text in quotes, and a number as it is. Cut where it is too long for a sentence. */
function valueText({ leaf, bytes }: FieldSample): string {
  if (isNumberType(leaf.type)) return String(decodeValue(leaf, bytes, bytes.length));
  const isText = isTextType(leaf.type);
  const end = endOfPart(leaf, bytes, isText ? SHOWN_CHARACTERS : SHOWN_BYTES);
  const text = `${decodeValue(leaf, bytes.subarray(0, end), end)}${end < bytes.length ? "…" : ""}`;
  return isText ? `"${text}"` : text;
}

/** Where to cut a field, at most `most` bytes from its start: in UTF-8 not inside a character, whose later bytes are 10xxxxxx. */
function endOfPart({ type }: Leaf, bytes: Uint8Array, most: number): number {
  if (bytes.length <= most || type !== "utf8") return Math.min(bytes.length, most);
  const inside = (end: number) => ((bytes[end] as number) & 0xc0) === 0x80;
  return [most, most - 1, most - 2, most - 3].find((end) => !inside(end)) ?? most;
}

function size(bytes: number): string {
  return `${bytes} byte${bytes === 1 ? "" : "s"}`;
}

/** `3 bytes (00 00 00)` */
function amount(bytes: Uint8Array): string {
  return `${size(bytes.length)} (${shown(bytes)})`;
}

/** `00 00 00`, or the first few and an ellipsis. */
function shown(bytes: Uint8Array): string {
  const digits = Array.from(bytes.subarray(0, SHOWN_BYTES), (byte) => hex(Uint8Array.of(byte)));
  return `${digits.join(" ")}${bytes.length > SHOWN_BYTES ? " …" : ""}`;
}
