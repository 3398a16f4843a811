import { useEffect, useState } from "preact/hooks";
import { LIMITS } from "../../limits.ts";

/** A file that was dropped or chosen; `fault` where it cannot be taken. */
export type Taken =
  | { readonly name: string; readonly dump: Uint8Array }
  | { readonly fault: string };

export async function take(file: File): Promise<Taken> {
  if (file.size > LIMITS.body_bytes) {
    return {
      fault: `${file.name} has ${file.size} bytes; expected at most ${LIMITS.body_bytes}`,
    };
  }
  try {
    return { name: file.name, dump: new Uint8Array(await file.arrayBuffer()) };
  } catch {
    return { fault: `${file.name} cannot be read; expected a file, not a folder` };
  }
}

/** Makes the whole page a place to drop files on; returns whether some are just being dragged over it. */
export function useDrop(onFiles: (files: readonly File[]) => void): boolean {
  const [isOver, setOver] = useState(false);
  useEffect(() => {
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
