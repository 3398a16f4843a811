import { SaxesParser } from "saxes";
import { describe, expect, test } from "vitest";
import { HTML, htmlOfReport } from "../../src/report/html.ts";
import { EXAMS, everyOutcome, examOf, hostile, mismatch, reportOn, withPayload } from "./exams.ts";

/** The names of the elements, and the attributes by name, of a file whose only open elements are those of its head. */
function read(html: string): { names: Set<string>; attributes: Set<string> } {
  const names = new Set<string>();
  const attributes = new Set<string>();
  const parser = new SaxesParser();
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("opentag", (tag) => {
    names.add(tag.name);
    for (const name of Object.keys(tag.attributes)) attributes.add(name);
  });
  // HTML has elements without an end; all others are closed, as XML is.
  parser.write(html.replace("<!doctype html>", "").replace(/<(meta|br)([^>]*)>/g, "<$1$2/>"));
  parser.close();
  return { names, attributes };
}

const ACTING = /^(script|img|iframe|object|embed|form|input|button|a|link|svg|base)$/;

describe("a report as one HTML file", () => {
  test.each(EXAMS)(
    "%s: is well formed, and nothing in it acts or leads anywhere",
    async (_, make) => {
      const html = HTML.render(await make());
      const { names, attributes } = read(html);
      expect([...names].filter((name) => ACTING.test(name))).toEqual([]);
      expect([...attributes].filter((name) => /^(on|src|href|style)/.test(name))).toEqual([]);
      expect(html).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
      expect(html).toMatch(/[^\n]\n$/);
    },
  );

  test("shows what a program is called, prints and writes as text", async () => {
    expect(HTML.render(await hostile())).not.toContain("<script>alert");
    const html = htmlOfReport(await reportOn(withPayload("<b>&'")), `"><script>`);
    expect(html).toContain("&lt;b&gt;&amp;&#39;");
    expect(html).not.toContain("<b>&");
    expect(html).toContain("<title>Assay: &quot;&gt;&lt;script&gt;</title>");
  });

  test("has the verdict, the field, both values, the bytes and what reproduces them", () => {
    const html = htmlOfReport(mismatch, "zab/D");
    for (const part of [
      "MISMATCH: The submission first differs at byte 33 (0x21)",
      "nodes[0].last_committed.epoch (u32le, node 0)",
      mismatch.expected.sha256,
      mismatch.actual.sha256,
      "propose-no-try-commit",
      mismatch.reproduce.program.replaceAll(">", "&gt;"),
    ]) {
      expect(html).toContain(part);
    }
    const marked = [...html.matchAll(/<mark>(..)<\/mark>/g)].map(([, byte]) => byte);
    expect(marked.length).toBeGreaterThan(1);
  });

  test("of an exam has each case in a table, and those that failed in full", async () => {
    const html = HTML.render(await everyOutcome());
    for (const one of ["A", "B", "C", "D", "E", "F", "short"])
      expect(html).toContain(`zab/${one}<`);
    expect(html).toContain("SIGSEGV");
    expect(html).toContain("zab/Z");
  });

  test("of an exam of nothing does not look like one that passed", () => {
    const html = HTML.render(examOf([]));
    expect(html).toContain("no case was examined");
    expect(html).not.toContain('class="verdict match"');
  });
});
