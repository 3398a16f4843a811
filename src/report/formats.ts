import type { Exam } from "./exam.ts";
import { renderExamText } from "./exam_text.ts";
import { renderGithub } from "./github.ts";
import { renderJunit } from "./junit.ts";
import { renderMarkdown } from "./markdown.ts";
import { renderSarif } from "./sarif.ts";
import { renderTap } from "./tap.ts";

export type FormatName = "text" | "json" | "markdown" | "junit" | "sarif" | "github" | "tap";

export interface Format {
  readonly mediaType: string;
  /** The exam as text that ends with a newline. */
  render(exam: Exam): string;
}

/** Every format of an exam by the name that selects it. Workflow commands and TAP have no media type. */
export const FORMATS: Record<FormatName, Format> = {
  text: { mediaType: "text/plain", render: renderExamText },
  json: {
    mediaType: "application/json",
    render: (exam) => `${JSON.stringify(exam, null, 2)}\n`,
  },
  // RFC 7763
  markdown: { mediaType: "text/markdown", render: renderMarkdown },
  // RFC 7303
  junit: { mediaType: "application/xml", render: renderJunit },
  // As the OASIS SARIF TC has registered it with IANA
  sarif: { mediaType: "application/sarif+json", render: renderSarif },
  github: { mediaType: "text/plain", render: renderGithub },
  tap: { mediaType: "text/plain", render: renderTap },
};
