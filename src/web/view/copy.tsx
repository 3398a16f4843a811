import { useState } from "preact/hooks";

/** A line that can be copied, and a button that does it. */
export function CopyLine({ text, label }: { text: string; label: string }) {
  return (
    <div class="copy">
      <code>{text}</code>
      <CopyButton text={text} label={label} />
    </div>
  );
}

export function CopyButton({ text, label }: { text: string; label: string }) {
  const [state, setState] = useState<"" | "copied" | "cannot be copied here">("");
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setState("copied");
    } catch {
      setState("cannot be copied here");
    }
  };
  return (
    <button type="button" class="quiet" onClick={copy}>
      {state === "" ? "Copy" : state}
      <span class="unseen"> {label}</span>
    </button>
  );
}

/** Saves bytes or text as a file; what is a function is made when it is asked for. */
export function DownloadButton({
  name,
  content,
  children,
}: {
  name: string;
  content: Uint8Array | string | (() => Promise<string>);
  children: string;
}) {
  const save = async () => {
    const made = typeof content === "function" ? await content() : content;
    const url = URL.createObjectURL(new Blob([made as BlobPart]));
    const link = document.createElement("a");
    link.href = url;
    link.download = name;
    link.click();
    URL.revokeObjectURL(url);
  };
  return (
    <button type="button" onClick={save}>
      {children}
    </button>
  );
}
