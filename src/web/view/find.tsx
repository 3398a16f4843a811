import { useMemo, useRef, useState } from "preact/hooks";
import type { Sides } from "../engine/protocol.ts";
import { find, type Hit, readQuery, SEARCH_KINDS, type SearchKind } from "../model/byte_search.ts";
import type { MarkedDifference } from "../model/differences.ts";

const EXAMPLES: Readonly<Record<SearchKind, string>> = {
  hex: "05 00 00 00",
  text: "text in the bytes",
  value: "a field's value",
  offset: "29 or 0x1d",
};

/** Looks for bytes, text, a value or an offset, from what is selected on. */
export function Find({
  sides,
  names,
  differences,
  from,
  until,
  onHit,
}: {
  sides: Sides;
  names: readonly [string, string];
  differences: readonly MarkedDifference[];
  /** The selected cells, from .. until (excluded); both -1 for none. */
  from: number;
  until: number;
  onHit(cell: number): void;
}) {
  const [kind, setKind] = useState<SearchKind>("hex");
  const [text, setText] = useState("");
  const [told, setTold] = useState("");
  /** Where the last hit was, as long as it is selected: several may be in one field. */
  const last = useRef<number | null>(null);
  const differing = useMemo(
    () => new Set(differences.flatMap(({ field }) => (field === null ? [] : [field]))),
    [differences],
  );
  const look = (direction: 1 | -1) => {
    const query = readQuery(kind, text);
    if ("fault" in query) {
      setTold(query.fault);
      return;
    }
    const isSelected = last.current !== null && last.current >= from && last.current < until;
    const start = isSelected ? (last.current as number) : from;
    const hit = find(sides, differing, query, start, direction);
    setTold(hit === null ? "not found" : foundInWords(hit, names));
    if (hit === null) return;
    onHit(hit.cell);
    last.current = hit.cell;
  };
  const edit = (next: string, nextKind = kind) => {
    setText(next);
    setKind(nextKind);
    setTold("");
    last.current = null;
  };
  return (
    <form
      class="find"
      aria-label="Look for something in the bytes"
      onSubmit={(event) => {
        event.preventDefault();
        look(1);
      }}
    >
      <select
        aria-label="What to look for"
        value={kind}
        onChange={({ currentTarget: { value } }) => edit(text, value as SearchKind)}
      >
        {SEARCH_KINDS.map((one) => (
          <option key={one} value={one}>
            {one}
          </option>
        ))}
      </select>
      <input
        type="text"
        aria-label="Look for"
        placeholder={EXAMPLES[kind]}
        autocomplete="off"
        spellcheck={false}
        value={text}
        onInput={({ currentTarget }) => edit(currentTarget.value)}
      />
      <button type="submit">{kind === "offset" ? "Go" : "Find"}</button>
      {kind !== "offset" && (
        <button type="button" onClick={() => look(-1)}>
          Back
        </button>
      )}
      <span class="told" role="status">
        {told}
      </span>
    </form>
  );
}

function foundInWords({ side, offset }: Hit, names: readonly [string, string]): string {
  return `byte ${offset} of ${names[side === "expected" ? 0 : 1].toLowerCase()}`;
}
