import { MESSAGE_COLOURS } from "../../report/palette.ts";
import type { LabSummary } from "../engine/protocol.ts";
import type { DrawnWindow, TypeChoices } from "../model/drawn_window.ts";
import { dashOf } from "./explore_figures.tsx";

/** Which types of messages are drawn; what is left out by itself is said. */
export function MessageFilter({
  lab,
  drawn,
  choices,
  onChoices,
}: {
  lab: LabSummary;
  /** Null until the engine has answered. */
  drawn: DrawnWindow | null;
  choices: TypeChoices;
  onChoices(choices: TypeChoices): void;
}) {
  const types = lab.scope.message_types;
  if (types.length === 0) return null;
  const counts = new Map(drawn?.types.map((one) => [one.type, one]));
  const thickets = drawn?.types.filter(({ shown }) => shown === "thicket") ?? [];
  const span = drawn && `${lab.step_name}s ${drawn.from} to ${drawn.until - 1}`;
  return (
    <>
      <fieldset class="types">
        <legend>Messages drawn</legend>
        {types.map((type, i) => {
          const known = counts.get(type);
          // A choice holds at once, and not when the engine has answered.
          const isDrawn = choices[type] ?? (known === undefined || known.shown === "drawn");
          return (
            <label key={type}>
              <input
                type="checkbox"
                checked={isDrawn}
                onChange={({ currentTarget }) =>
                  onChoices({ ...choices, [type]: currentTarget.checked })
                }
              />
              <svg class="sample" width="22" height="8" aria-hidden="true">
                <path
                  class={`arrow message${i % MESSAGE_COLOURS.length}${dashOf(i)}`}
                  d="M0 4H22"
                />
              </svg>
              {type} <span class="number">{known?.count ?? ""}</span>
            </label>
          );
        })}
        {Object.keys(choices).length > 0 && (
          <button type="button" class="quiet" onClick={() => onChoices({})}>
            Usual choice
          </button>
        )}
      </fieldset>
      <p class="hint left-out" role="status">
        {thickets.length > 0 &&
          `Not drawn, because so many arrows would hide each other: ${thickets.map(({ type, count }) => `${count} ${type}`).join(", ")} (in ${span}). Tick a type to draw it all the same, or zoom in.`}
      </p>
    </>
  );
}
