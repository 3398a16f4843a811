import { useSettled } from "./explore_jobs.ts";
import type { RunProps } from "./props.ts";

/** What happens in a step, in words. */
export function AccountOfStep({ lab, subject, tick }: RunProps) {
  const { result, fault } = useSettled("account", { subject, step: tick });
  // The words of another step would stand under this one's name until the engine has answered.
  const lines = result?.step === tick ? result.lines : [];
  return (
    <section aria-labelledby="account" class="told">
      <h2 id="account">
        In {lab.step_name} {tick}
      </h2>
      <div class="account">
        <pre>{fault ?? lines.join("\n")}</pre>
      </div>
    </section>
  );
}
