import type { Sides } from "../engine/protocol.ts";
import { type Cell, cellsOf } from "../model/columns.ts";
import { inspect } from "../model/inspect.ts";

/** As many bytes as the largest number and a short text need. */
const BYTES = 16;
/** Cells that are looked at for where the selection starts in a dump that has a gap there. */
const AHEAD = 64;

/** The bytes from the start of the selection on, read as every kind of number. */
export function Inspector({
  sides,
  from,
  names,
}: {
  sides: Sides;
  /** The first selected cell. */
  from: number;
  names: readonly [string, string];
}) {
  const cells = cellsOf(sides.columns, from, from + AHEAD);
  const own = inspect(bytesAt(sides.expected, cells, "expected"));
  const others = sides.actual === null ? null : inspect(bytesAt(sides.actual, cells, "actual"));
  return (
    <table class="inspector">
      <thead>
        <tr>
          <th scope="col">from there on</th>
          <th scope="col">{names[0]}</th>
          {others !== null && <th scope="col">{names[1]}</th>}
        </tr>
      </thead>
      <tbody>
        {own.map(({ name, value }, i) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{value}</td>
            {others !== null && (
              <td class={others[i]?.value === value ? undefined : "other"}>{others[i]?.value}</td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function bytesAt(bytes: Uint8Array, cells: readonly Cell[], side: keyof Cell): Uint8Array {
  const first = cells.find((cell) => cell[side] !== null)?.[side] ?? bytes.length;
  return bytes.subarray(first, first + BYTES);
}
