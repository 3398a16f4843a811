import { changesIn, valueAt } from "../model/timeline.ts";
import type { RunProps } from "./props.ts";
import { Scroll } from "./scroll.tsx";

/** Every node as it is after a step. */
export function States({ timeline, lab: { scope, step_name }, tick }: RunProps) {
  return (
    <Scroll label={`Values after ${step_name} ${tick}`}>
      <table>
        <thead>
          <tr>
            <th scope="col">{scope.row_name}</th>
            {scope.columns.map(({ name, description }) => (
              <th key={name} scope="col" title={description}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {timeline.tracks.map((row, node) => (
            <tr key={node}>
              <th scope="row">{node}</th>
              {row.map((track, column) => {
                const isNew = changesIn(track, tick);
                return (
                  <td key={scope.columns[column]?.name} class={isNew ? "changed" : undefined}>
                    {valueAt(track, tick)}
                    {isNew && <span class="unseen"> changed</span>}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
