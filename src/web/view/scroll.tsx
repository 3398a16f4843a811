import type { ComponentChildren } from "preact";

/** A part that scrolls by itself. It can be reached by the keyboard, which else could not scroll it. */
export function Scroll({
  label,
  kind = "scroll",
  children,
}: {
  label: string;
  /** Its class. */
  kind?: string;
  children: ComponentChildren;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
    <section class={kind} tabIndex={0} aria-label={label}>
      {children}
    </section>
  );
}
