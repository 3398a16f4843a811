import { useId, useState } from "preact/hooks";
import { firstOf, type Subject } from "../../report/page_url.ts";
import type { JobFault, LabName, LabSummary, ParameterSummary } from "../engine/protocol.ts";

const BY_PARAMETERS = "";

/** Chooses a lab and a scenario of it, or any scenario by its parameters. */
export function SubjectForm({
  labs,
  lab,
  subject,
  fault,
  hasAfter = true,
  onChange,
}: {
  labs: readonly LabName[];
  /** Of the subject. */
  lab: LabSummary;
  subject: Subject;
  fault: JobFault | null;
  /** Whether a state within the run can be chosen. */
  hasAfter?: boolean;
  onChange(subject: Subject): void;
}) {
  const chosen = lab.scenarios.find(({ id }) => id === subject.scenario);
  const values = chosen?.parameters ?? subject.parameters;
  const others = fault?.items.filter(({ parameter }) => !isShown(lab, subject, parameter)) ?? [];
  return (
    <form class="subject" aria-label="What to run" onSubmit={(event) => event.preventDefault()}>
      <label>
        <span>Lab</span>
        <select
          value={lab.id}
          onChange={({ currentTarget: { value } }) => onChange(firstOf(value))}
        >
          {labs.map(({ id, title }) => (
            <option key={id} value={id}>
              {id}: {title}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>Scenario</span>
        <select
          value={subject.scenario ?? BY_PARAMETERS}
          onChange={({ currentTarget: { value } }) =>
            onChange({
              ...subject,
              scenario: value === BY_PARAMETERS ? null : value,
              parameters: value === BY_PARAMETERS ? values : {},
              after: null,
            })
          }
        >
          {subject.scenario !== null && chosen === undefined && (
            <option value={subject.scenario}>{subject.scenario}: there is none</option>
          )}
          {[...new Set(lab.scenarios.map(({ suite }) => suite))].map((suite) => (
            <optgroup key={suite} label={suite}>
              {lab.scenarios.map(
                ({ id, title, suite: own }) =>
                  own === suite && (
                    <option key={id} value={id}>
                      {id}: {title}
                    </option>
                  ),
              )}
            </optgroup>
          ))}
          <option value={BY_PARAMETERS}>by its parameters…</option>
        </select>
      </label>
      {subject.scenario === null &&
        lab.parameters.map((parameter) => (
          <Field
            key={parameter.name}
            name={parameter.name}
            parameter={parameter}
            value={subject.parameters[parameter.name] ?? ""}
            fault={detailOf(fault, parameter.name)}
            onChange={(text) => {
              const { [parameter.name]: _, ...rest } = subject.parameters;
              const parameters = text === "" ? rest : { ...rest, [parameter.name]: text };
              onChange({ ...subject, parameters });
            }}
          />
        ))}
      {hasAfter && (
        <Field
          name={`after ${lab.step_name}`}
          parameter={null}
          value={subject.after ?? ""}
          fault={detailOf(fault, "after")}
          onChange={(text) => onChange({ ...subject, after: text === "" ? null : text })}
        />
      )}
      {chosen !== undefined && <code class="command">{chosen.command}</code>}
      {others.map(({ detail }) => (
        <p key={detail} class="fault" role="alert">
          {detail}
        </p>
      ))}
    </form>
  );
}

function isShown(lab: LabSummary, { scenario }: Subject, parameter: string | null): boolean {
  if (parameter === "after") return true;
  return scenario === null && lab.parameters.some(({ name }) => name === parameter);
}

function detailOf(fault: JobFault | null, name: string): string | null {
  return fault?.items.find(({ parameter }) => parameter === name)?.detail ?? null;
}

function Field({
  name,
  parameter,
  value,
  fault,
  onChange,
}: {
  name: string;
  parameter: ParameterSummary | null;
  value: string;
  fault: string | null;
  onChange(text: string): void;
}) {
  const id = useId();
  const control = `${id}-control`;
  const [draft, setDraft] = useState<string | null>(null);
  const commit = (text: string) => {
    setDraft(null);
    if (text !== value) onChange(text.trim());
  };
  const hint =
    parameter === null
      ? "the end of the run"
      : parameter.required
        ? `e.g. ${parameter.example}`
        : `default: ${parameter.default}`;
  return (
    <div class={`field${fault === null ? "" : " faulty"}`}>
      <label for={control}>{name}</label>
      {parameter?.values ? (
        <select
          id={control}
          value={value}
          onChange={({ currentTarget }) => commit(currentTarget.value)}
        >
          {!parameter.required && <option value="">{hint}</option>}
          {parameter.values.map((one) => (
            <option key={one} value={one}>
              {one}
            </option>
          ))}
        </select>
      ) : (
        <input
          id={control}
          type="text"
          inputMode={parameter === null ? "numeric" : undefined}
          autocomplete="off"
          spellcheck={false}
          value={draft ?? value}
          placeholder={hint}
          title={
            parameter === null
              ? undefined
              : `${parameter.description} Expected: ${parameter.expected}.`
          }
          aria-invalid={fault !== null}
          aria-describedby={fault === null ? undefined : id}
          onInput={({ currentTarget }) => setDraft(currentTarget.value)}
          onChange={({ currentTarget }) => commit(currentTarget.value)}
        />
      )}
      {fault !== null && (
        <small id={id} role="alert">
          {fault}
        </small>
      )}
    </div>
  );
}
