import { useCallback, useEffect, useState } from "preact/hooks";
import { firstOf } from "../../report/page_url.ts";
import { sentenceOf } from "../../report/sentence.ts";
import { abandon, ask, type EngineError } from "../engine/client.ts";
import type { Jobs } from "../engine/protocol.ts";
import { DumpBrowser } from "./browser.tsx";
import { DownloadButton } from "./copy.tsx";
import { FileButton, type Taken, take, useDrop, Veil } from "./drop.tsx";
import type { ViewProps } from "./props.ts";
import { Alignment, Verdict } from "./report.tsx";

type Given = Extract<Taken, { dump: Uint8Array }>;
type Compared = Jobs["compare"]["result"];

/** Two dumps of one's own against each other. */
export function CompareView({ labs, state, subject, change }: ViewProps) {
  const [files, setFiles] = useState<readonly [Given | null, Given | null]>([null, null]);
  const [fault, setFault] = useState<string | null>(null);
  const [compared, setCompared] = useState<Compared | null>(null);
  const [a, b] = files;

  const takeFile = useCallback(
    async (side: 0 | 1, file: File) => {
      const taken = await take(file);
      if (!("dump" in taken)) {
        setFault("fault" in taken ? taken.fault : `${file.name} is a hash; expected a dump`);
        return;
      }
      setFault(null);
      setFiles(([first, second]) => (side === 0 ? [taken, second] : [first, taken]));
      change({ at: null });
    },
    [change],
  );
  const isOver = useDrop(
    useCallback(
      (dropped) => {
        const [first, second] = dropped;
        if (first === undefined) return;
        // Two at once are both; one goes where there is none yet.
        if (second !== undefined) takeFile(1, second);
        takeFile(second === undefined && a !== null ? 1 : 0, first);
      },
      [a, takeFile],
    ),
  );

  useEffect(() => {
    if (a === null || b === null) return;
    let isWanted = true;
    setCompared(null);
    setFault(null);
    ask("compare", { lab: subject.lab, a: a.dump, b: b.dump }).then(
      (result) => isWanted && setCompared(result),
      ({ message }: EngineError) => isWanted && setFault(message),
    );
    return () => {
      isWanted = false;
      abandon();
    };
  }, [subject.lab, a, b]);

  const names: readonly [string, string] = [a?.name ?? "A", b?.name ?? "B"];
  const ordered = compared?.isSwapped ? ([names[1], names[0]] as const) : names;
  return (
    <div class="compare">
      <h1>Compare two dumps</h1>
      <p class="hint">
        Fields are named by the first dump, which stands for the expected one. Nothing is sent.
      </p>
      <div class="subject">
        <label>
          <span>Lab</span>
          <select
            value={subject.lab}
            onChange={({ currentTarget: { value } }) => change({ subject: firstOf(value) })}
          >
            {labs.map(({ id, title }) => (
              <option key={id} value={id}>
                {id}: {title}
              </option>
            ))}
          </select>
        </label>
      </div>
      <div class="pair">
        {([0, 1] as const).map((side) => {
          const file = files[side];
          return (
            <div key={side} class="intake slot">
              <p class="lead">
                <b>{side === 0 ? "A" : "B"}</b>{" "}
                {file === null ? "drop a dump" : `${file.name}, ${file.dump.length} bytes`}
              </p>
              <FileButton isPrimary={file === null} onFile={(one) => takeFile(side, one)}>
                {side === 0 ? "Choose dump A…" : "Choose dump B…"}
              </FileButton>
            </div>
          );
        })}
      </div>
      {isOver && <Veil>Drop one dump or both</Veil>}
      {fault !== null && (
        <p class="fault" role="alert">
          {fault}
        </p>
      )}
      <div class="result" aria-live="polite">
        {compared !== null && (
          <Verdict verdict={compared.report.verdict}>
            {sentenceOf(compared.report, {
              actual: ordered[1],
              right: `the same as ${ordered[0]}`,
            })}
          </Verdict>
        )}
      </div>
      {compared !== null && (
        <>
          {compared.isSwapped && (
            <p class="hint">
              {names[0]} does not read as a dump of this lab, so that fields are named by {names[1]}
              .
            </p>
          )}
          <Alignment report={compared.report} />
          <div class="actions">
            <DownloadButton
              name="diff-report.json"
              content={`${JSON.stringify(compared.report, null, 2)}\n`}
            >
              Report (JSON)
            </DownloadButton>
            <DownloadButton
              name={`diff-report.html`}
              content={async () =>
                (await import("../../report/html.ts")).htmlOfReport(
                  compared.report,
                  `${subject.lab}/diff`,
                )
              }
            >
              Report (HTML)
            </DownloadButton>
          </div>
          {compared.sides !== null && (
            <DumpBrowser
              sides={compared.sides}
              names={ordered}
              at={state.at}
              onSelect={(at) => change({ at })}
            />
          )}
        </>
      )}
    </div>
  );
}
