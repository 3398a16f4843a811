import { useEffect, useState } from "preact/hooks";
import { EMPTY_STATE, firstOf, fragmentOf, type Tab } from "../../report/page_url.ts";
import { ask } from "../engine/client.ts";
import type { BugOutcome, SuiteSummary } from "../engine/protocol.ts";
import type { ViewProps } from "./props.ts";
import { Scroll } from "./scroll.tsx";

const WORDS: Readonly<Record<BugOutcome, string>> = {
  fails: "fails",
  sometimes: "fails in some readings",
  passes: "passes",
};

/** The lab's suites: their scenarios, and which of the known bugs each scenario shows. */
export function SuitesView({ labs, subject, change }: ViewProps) {
  const [suites, setSuites] = useState<readonly SuiteSummary[]>([]);
  const { lab } = subject;
  useEffect(() => {
    let isWanted = true;
    ask("suites", { lab }).then((result) => isWanted && setSuites(result));
    return () => {
      isWanted = false;
    };
  }, [lab]);
  const linkTo = (tab: Tab, scenario: string): string =>
    fragmentOf({ ...EMPTY_STATE, tab, subject: { lab, scenario, parameters: {}, after: null } });
  return (
    <div class="suites">
      <h1>Suites</h1>
      <div class="subject">
        <label>
          <span>Lab</span>
          <select
            value={lab}
            onChange={({ currentTarget: { value } }) => change({ subject: firstOf(value) }, "push")}
          >
            {labs.map(({ id, title }) => (
              <option key={id} value={id}>
                {id}: {title}
              </option>
            ))}
          </select>
        </label>
      </div>
      {suites.map((suite) => (
        <section key={suite.id} aria-labelledby={`suite-${suite.id}`}>
          <h2 id={`suite-${suite.id}`}>
            {suite.id} {suite.version}
          </h2>
          <p class="hint">
            {suite.title}.{" "}
            {suite.is_published ? "The hashes are published" : "The hashes are computed"}; the
            suite's SHA-256 is <code>{suite.sha256}</code>
            {suite.mutation !== null &&
              `. Its dumps and listings show ${suite.mutation.by_listing} of ${suite.mutation.seen} single changes of the simulation that were ever seen`}
          </p>
          <Scroll label={`Scenarios of ${suite.id}`}>
            <table>
              <thead>
                <tr>
                  <th scope="col">id</th>
                  <th scope="col">what happens</th>
                  <th scope="col">program</th>
                  <th scope="col" class="number">
                    bytes
                  </th>
                  <th scope="col">SHA-256</th>
                  <th scope="col">look</th>
                </tr>
              </thead>
              <tbody>
                {suite.scenarios.map(({ id, title, command, size_bytes, sha256 }) => (
                  <tr key={id}>
                    <th scope="row">{id}</th>
                    <td>{title}</td>
                    <td>
                      <code class="long">{command}</code>
                    </td>
                    <td class="number">{size_bytes}</td>
                    <td>
                      <code title={sha256}>{sha256.slice(0, 12)}…</code>
                    </td>
                    <td class="links">
                      <a href={linkTo("explore", id)}>
                        explore<span class="unseen"> {id}</span>
                      </a>{" "}
                      <a href={linkTo("verify", id)}>
                        verify<span class="unseen"> {id}</span>
                      </a>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
          <Matrix suite={suite} />
        </section>
      ))}
    </div>
  );
}

/** Which scenario fails a program that has a bug: a row for each bug, a square for each scenario. */
function Matrix({ suite }: { suite: SuiteSummary }) {
  const { id, bugs, scenarios } = suite;
  const unseen = bugs.filter(({ outcomes }) => outcomes.every((one) => one === "passes")).length;
  return (
    <>
      <h3>What the scenarios show of {bugs.length} known bugs</h3>
      <p class="hint legend">
        <span class="cell fails" aria-hidden="true" /> a program with the bug fails{" "}
        <span class="cell sometimes" aria-hidden="true" /> in some readings of the bug{" "}
        <span class="cell passes" aria-hidden="true" /> it passes. {unseen} of the bugs pass every
        scenario.
      </p>
      <Scroll label={`Known bugs and scenarios of ${id}`}>
        <table class="matrix">
          <thead>
            <tr>
              <th scope="col">bug</th>
              {scenarios.map((scenario) => (
                <th key={scenario.id} scope="col" title={scenario.title}>
                  {scenario.id}
                </th>
              ))}
              <th scope="col">what is wrong</th>
            </tr>
          </thead>
          <tbody>
            {bugs.map((bug) => (
              <tr key={bug.id}>
                <th scope="row">
                  <code>{bug.id}</code>
                </th>
                {bug.outcomes.map((outcome, column) => (
                  <td key={scenarios[column]?.id}>
                    <span class={`cell ${outcome}`} title={WORDS[outcome]}>
                      <span class="unseen">{WORDS[outcome]}</span>
                    </span>
                  </td>
                ))}
                <td class="title">{bug.title}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </>
  );
}
