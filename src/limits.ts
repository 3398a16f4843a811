/**
 * Every bound of the oracle, each with its reason. Work is counted in messages, ticks and bytes, not
 * in milliseconds: the clock of a deployed Worker stands still while it computes.
 */
export const LIMITS = {
  /** When every node broadcasts, a tick costs nodes^2 messages; a table of links has nodes^2 entries. */
  nodes: 64,
  /** One million ticks is the largest scenario we know of; every tick visits every node. */
  rounds: 2_000_000,
  /** A command stands in every node's log, and so in a dump once for each node. */
  proposals: 1_000_000,
  /** Each quadruple is one entry of the outage table. Some 700 fit the 16 KB of a URL that Cloudflare carries; more are sent as a body. */
  outages: 2_000,
  /** The whole link table of 64 nodes: 23 kB, sent as a body like any scenario that is too long for a URL. */
  partition_pairs: 4_032,
  /** Every replica may apply an operation, and more than once; a log is kept whole. */
  ops: 1_000_000,
  /** Messages that one simulation may send: a few seconds of CPU, far below a Worker's 30. */
  messages: 10_000_000,
  /** Messages under way at once: some 30 bytes each, and so many may arrive in one tick, in which nobody else works. */
  messages_under_way: 400_000,
  /** The oracle's own dump is held in memory once, in an isolate of 128 MB. */
  dump_bytes: 32 * 1024 * 1024,
  /** Elements of an array that grows with a run: 16 MB. Of right runs, one of hundreds of elections, each of which proposes thousands of slots anew, was seen to need more. */
  column_elements: 4 * 1024 * 1024,
  /** A larger dump is computed anew each time: two requests that share one would hold it for as long as the slower of them takes. */
  cached_dump_bytes: 16 * 1024 * 1024,
  /** Digests of one answer; a longer run is asked for in ranges, or with a stride. */
  digest_lines: 20_000,
  /** Bytes that are hashed for the digests of one answer. */
  digest_bytes: 128 * 1024 * 1024,
  /** A submitted dump, after decompression. It is streamed, so this bounds time and not memory. */
  body_bytes: 64 * 1024 * 1024,
  /** `{"sha256": "…"}` needs 77 bytes; the rest is room for white space. */
  json_body_bytes: 1_024,
  /** A scenario that is sent as a body: all links and all outages are 70 kB, and commas are three bytes in a form. */
  scenario_body_bytes: 256 * 1024,
  /** A line of a hash and an id has some 70 bytes, and a suite some dozen lines. */
  score_body_bytes: 16_384,
  /** An annotated listing is some 30 times as long as its dump. */
  annotated_dump_bytes: 1024 * 1024,
  /** What was seen of a program: some dozens of scenarios, and a few whole listings as JSON, 67 bytes a digest. */
  explain_body_bytes: 2 * 1024 * 1024,
  /** A message of an agent: what `explain` takes, or a dump of 1 MB as base64. */
  mcp_body_bytes: 2 * 1024 * 1024,
  /** What a tool answers an agent: some 100 000 tokens at the most. A longer answer is refused, since a part of it would mislead. */
  mcp_answer_bytes: 256 * 1024,
  /** Hashes that a client of a bisection sends: it needs 22 for the longest run; the rest is room for a listing. */
  bisect_digests: 200,
  /** That many hashes as JSON, with white space. */
  bisect_body_bytes: 32_768,
  /** A line of a submitted listing of digests needs some 100 bytes as NDJSON; the rest is room for white space. */
  digest_line_bytes: 256,
  /** Lines of a listing that are kept to be explained: some 150 bytes each. A longer one is only compared. */
  kept_lines: 20_000,
  /** Events of a step that are listed; all of them are counted. An election of 64 nodes has 4032 messages. */
  listed_events: 500,
  /** Episodes of a run that are listed; all of them are counted. A run of a thousand elections nobody reads to its end. */
  listed_episodes: 500,
  /** Fields changed by a step that are listed; all of them are counted. */
  listed_changes: 200,
  /** Rows (a step and a node) of one trace: some 150 bytes each, which are held until the last is made. */
  trace_rows: 100_000,
  /** States (a step and a node) that one trace looks at; each costs about a microsecond, whether it is told or not. */
  trace_states: 4_000_000,
  /** Rows of a trace with hidden fields: some 1500 bytes each where there are 64 nodes. */
  full_trace_rows: 10_000,
  /** States that such a trace looks at; each costs some 18 microseconds where there are 64 nodes. */
  full_trace_states: 200_000,
  /** Events of one trace, some 200 bytes each, likewise. */
  trace_events: 50_000,
  /** Events of one listing, some 150 bytes each, which are held until the last is made; a longer one is asked for in ranges. */
  event_lines: 100_000,
  /** A line of a submitted listing of events needs some 250 bytes; the rest is room for white space. */
  event_line_bytes: 4_096,
  /** Lines of a submitted listing of events: each may have to be read as JSON, some microseconds of CPU. A longer one is sent in ranges. */
  verified_events: 300_000,
  /** Events of one step, which are told, or held to be compared, before anybody else works: some 500 bytes each. */
  step_events: 30_000,
  /** Events before a first difference that a report lists: enough to see what was going on. */
  shown_events: 5,
  /** Members in which an event differs that a report lists: no lab has an event with more. */
  shown_members: 20,
  /** Steps of one diagram, which then is 4300 pixels wide: a wider one nobody reads. */
  diagram_steps: 300,
  /** Messages of one diagram: some 400 bytes each, and beyond that many the arrows hide each other. */
  diagram_messages: 4_000,
  /** Timers and proposals of one diagram: 64 nodes' heartbeats in as many steps as it may have. */
  diagram_events: 20_000,
  /** Messages and steps that a diagnosis may simulate: some 40 runs of a published scenario, about a second of CPU. */
  diagnosis_work: 3_000_000,
  /** Steps of a run after each of which its state is compared, and kept meanwhile. */
  diagnosed_states: 10_000,
  /** Messages and steps of a run with a bug that is kept, to be paired with bugs of encoding. */
  paired_work: 200_000,
  /** The same of all runs that are kept together: what they hold in memory grows with it. */
  kept_work: 1_000_000,
  /** Bytes that a diagnosis writes and keeps, and that it hashes: pairs of bugs are some 500 dumps. */
  diagnosis_bytes: 16 * 1024 * 1024,
  /** A submission or dump beyond this is not diagnosed: it would have to be held in memory whole. */
  diagnosed_dump_bytes: 256 * 1024,
  /** Beyond this a bug is only tried for equality: not weighed field by field, and not paired with another. */
  weighed_dump_bytes: 64 * 1024,
  /** Bugs of a kind that explain a submission only in part, which a report lists. */
  consistent_findings: 5,
  /** Messages and steps that may be simulated to try single changes: about 1.5 seconds of CPU, as measured in Node. */
  changed_work: 4_000_000,
  /** Bytes that are written and hashed for them. */
  changed_bytes: 32 * 1024 * 1024,
  /** The same, with what it takes to compare states, to try several changes at once. */
  several_work: 8_000_000,
  /** Scenarios that are evidence together: each is run for every hypothesis that the others leave. */
  evidence_cases: 200,
  /** Right runs in whose final states a change of the layout is held against the known bugs: to learn its name. */
  naming_states: 12,
  /** Steps of such a run. */
  naming_steps: 5_000,
  /** Classes of single changes that a report lists; all of them are counted. */
  listed_classes: 10,
  /** Changes of one class that a report lists; all of them are counted. */
  listed_members: 10,
  /** Failing cases of one examination that are diagnosed: the first ones usually say what the others say again. */
  diagnosed_cases: 25,
  /** Random scenarios of one examination: an hour of a fast program's time. */
  random_scenarios: 1_000_000,
  /** What an oracle answers over HTTP: what a report lists is bounded, and an answer beyond this is taken for none. */
  answer_bytes: 4 * 1024 * 1024,
  /** A dump that a report's link to the page holds whole: some 700 characters, which a line of a log bears. */
  logged_dump_bytes: 512,
  /** Differing fields that a report lists one by one; all of them are counted. */
  listed_differences: 100,
  /** Groups of differing fields (a node and a kind of field) that a report lists; all are counted. */
  listed_groups: 200,
  /** A submission that is kept whole, to be aligned: an isolate has 128 MB, and each request that is answered holds one. */
  kept_submission_bytes: 2 * 1024 * 1024,
  /** Bytes of either dump between what is equal at both ends: where more remain, nothing is aligned. As many as our largest dump has; what a search may take is bounded by its cost and its steps. */
  align_bytes: 32 * 1024 * 1024,
  /** A dump in which another order of elements, or of the bytes of integers, is looked for: that takes a table of all its fields. */
  ordered_bytes: 1024 * 1024,
  /** What an alignment may cost, one for a byte too many; the search keeps a byte for each cost and diagonal: 16 MiB. */
  align_cost: 4_096,
  /** Bytes compared and diagonals visited in the searches for one alignment: about two seconds of CPU. */
  align_steps: 32 * 1024 * 1024,
  /** Breaches of one invariant by a dump that are listed; all of them are counted. */
  listed_breaches: 10,
  /** Edits of an alignment that are listed one by one; all of them are counted. */
  listed_edits: 50,
  /** Recurring edits, reorderings and swaps of an alignment that are listed; each is a line for a reader. */
  listed_patterns: 20,
  /** Bytes of an edit that are shown, of either side. */
  edit_bytes: 32,
  /** A dump that is linked to by itself, and not by its hash: some 5500 characters, which programs still take for a link. */
  linked_dump_bytes: 4_096,
  /** A dump that the page shows byte by byte: a browser draws no element of more than some 33 million pixels. */
  shown_dump_bytes: 4 * 1024 * 1024,
} as const;

/** Seconds after which a client that asked too much may ask again: the period of the rate limits in wrangler.toml. */
export const RATE_PERIOD_SECONDS = 60;
