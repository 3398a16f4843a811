import { useEffect, useState } from "preact/hooks";
import { hashInText } from "../../dump/hash_text.ts";
import { LIMITS } from "../../limits.ts";
import type { PageState } from "../../report/page_url.ts";

/** A file that was dropped or chosen: a dump, a listing of events, or what sha256sum wrote; `fault` where it cannot be taken. */
export type Taken =
  | { readonly name: string; readonly dump: Uint8Array }
  | { readonly name: string; readonly listing: Uint8Array }
  | { readonly hash: string }
  | { readonly fault: string };

/** A file that holds a hash is not larger: a line with the longest name of a file. */
const HASH_FILE_BYTES = 4_096;

/** The address of a submission, as far as it is in it. */
export function addressOf(dump: Uint8Array): Partial<PageState> {
  const isLinked = dump.length <= LIMITS.linked_dump_bytes;
  return { dump: isLinked ? dump : null, sha256: null, at: null, finding: null };
}

/** A listing of events begins with an object that has a kind; a dump begins with its magic. */
function isListing(bytes: Uint8Array): boolean {
  const begin = new TextDecoder().decode(bytes.subarray(0, LIMITS.event_line_bytes));
  return /^\s*\{[^\n]*"kind"\s*:/.test(begin);
}

export async function take(file: File): Promise<Taken> {
  if (file.size > LIMITS.body_bytes) {
    return {
      fault: `${file.name} has ${file.size} bytes; expected at most ${LIMITS.body_bytes}`,
    };
  }
  try {
    const dump = new Uint8Array(await file.arrayBuffer());
    if (isListing(dump)) return { name: file.name, listing: dump };
    const isSmall = dump.length <= HASH_FILE_BYTES;
    const hash = isSmall ? hashInText(new TextDecoder().decode(dump)) : null;
    return hash === null ? { name: file.name, dump } : { hash };
  } catch {
    return { fault: `${file.name} cannot be read; expected a file, not a folder` };
  }
}

/**
 * Makes the whole page a place to drop files on; returns whether some are just being dragged over it. Null where something
 * else on the page takes them.
 */
export function useDrop(onFiles: ((files: readonly File[]) => void) | null): boolean {
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    if (onFiles === null) return;
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
    const over = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false);
    };
    const drop = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setOver(false);
      const files = [...(event.dataTransfer?.files ?? [])];
      if (files.length > 0) onFiles(files);
    };
    addEventListener("dragover", over);
    addEventListener("dragleave", leave);
    addEventListener("drop", drop);
    return () => {
      removeEventListener("dragover", over);
      removeEventListener("dragleave", leave);
      removeEventListener("drop", drop);
    };
  }, [onFiles]);
  return isOver;
}

/** What lies over the page while something is dragged over it. */
export function Veil({ children }: { children: string }) {
  return (
    <div class="veil" aria-hidden="true">
      {children}
    </div>
  );
}

export function FileButton({
  children,
  isPrimary = false,
  onFile,
}: {
  children: string;
  isPrimary?: boolean;
  onFile(file: File): void;
}) {
  return (
    <label class={`file button${isPrimary ? " primary" : ""}`}>
      {children}
      <input
        type="file"
        onChange={({ currentTarget }) => {
          const file = currentTarget.files?.[0];
          // The same file can be chosen again, after a new run of the program.
          currentTarget.value = "";
          if (file !== undefined) onFile(file);
        }}
      />
    </label>
  );
}
