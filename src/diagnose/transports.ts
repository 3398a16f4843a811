import { areEqual } from "../dump/bytes.ts";
import { hex } from "../dump/value.ts";
import { type Bug, type BugWith, catalogued } from "../labs/bug.ts";
import { replacedByByte, replacedBySequence } from "./utf8.ts";

/** What becomes of a right dump on its way. Known to every lab. */
type Carry = (dump: Uint8Array) => Uint8Array;

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);

function followedBy(dump: Uint8Array, tail: string): Uint8Array {
  const result = new Uint8Array(dump.length + tail.length);
  result.set(dump);
  result.set(ascii(tail), dump.length);
  return result;
}

function withCarriageReturns(dump: Uint8Array): Uint8Array {
  const result: number[] = [];
  for (const byte of dump) {
    if (byte === 0x0a) result.push(0x0d);
    result.push(byte);
  }
  return Uint8Array.from(result);
}

/** Bugs by which a dump arrives changed. A reading is the whole change. */
const CARRIED: readonly BugWith<Carry>[] = [
  {
    id: "trailing-newline",
    title: "A newline after the dump",
    description: "One \\n follows the dump.",
    effect: "One byte too many at the end.",
    cause: "println, echo, console.log or print in place of a write of bytes.",
    runbook: "end",
    fix: "Write the bytes alone: no line is being printed.",
    readings: [(dump) => followedBy(dump, "\n")],
  },
  {
    id: "trailing-crlf",
    title: "A carriage return and a newline after the dump",
    description: "\\r\\n follows the dump.",
    effect: "Two bytes too many at the end.",
    cause: "A line was printed in text mode on Windows.",
    runbook: "end",
    fix: "Write the bytes alone, to a stream in binary mode.",
    readings: [(dump) => followedBy(dump, "\r\n")],
  },
  {
    id: "hex-text",
    title: "The dump as hex text",
    description: "The dump is written as lower-case hex text, with or without newlines.",
    effect: "Twice as many bytes, all of them hex digits.",
    cause: "The output that was meant for a person.",
    runbook: "sent-hex-text",
    fix: "Write the raw bytes.",
    readings: [
      (dump) => ascii(hex(dump)),
      (dump) => ascii(`${hex(dump)}\n`),
      // As xxd -p writes it: sixty digits to a line.
      (dump) => ascii(hex(dump).replace(/.{1,60}/g, "$&\n")),
    ],
  },
  {
    id: "utf8-replaced",
    title: "The dump went through a string",
    description: "Every byte that is not valid UTF-8 became EF BF BD.",
    effect: "Bytes from 0x80 on are replaced by three bytes; small dumps may have none.",
    cause:
      "A dump decoded as text: String.from_utf8_lossy, Buffer.toString(), decode(errors='replace').",
    runbook: null,
    fix: "Keep the dump in a byte array from the writer to the output.",
    readings: [replacedByByte, replacedBySequence],
  },
  {
    id: "newline-translated",
    title: "Newlines were translated",
    description: "Every 0A became 0D 0A.",
    effect: "One byte too many for every byte 0A: a count or counter of ten shows it.",
    cause: "A file opened in text mode on Windows, or a checkout that converts line ends.",
    runbook: null,
    fix: 'Open the file in binary mode ("wb", std::ios::binary).',
    readings: [withCarriageReturns],
  },
];

/** What is hashed in place of the dump, where only a hash was submitted. */
type HashInput = (dump: Uint8Array, sha256: Uint8Array) => Uint8Array;

const HASHED: readonly BugWith<HashInput>[] = [
  {
    id: "hash-of-hex",
    title: "The hash of the hex text",
    description: "The SHA-256 is that of the hex text of the dump.",
    effect: "The hash differs on every scenario.",
    cause: "The dump was hashed as it was printed: ./program --dump | xxd -p | sha256sum.",
    runbook: null,
    fix: "Hash the raw bytes.",
    readings: [(dump) => ascii(hex(dump)), (dump) => ascii(`${hex(dump)}\n`)],
  },
  {
    id: "hash-with-newline",
    title: "The hash of the dump and a newline",
    description: "The SHA-256 is that of the dump and a newline.",
    effect: "The hash differs on every scenario.",
    cause: "echo or println between the program and sha256sum.",
    runbook: null,
    fix: "Hash the dump alone.",
    readings: [(dump) => followedBy(dump, "\n")],
  },
  {
    id: "hash-of-hash",
    title: "The hash of the hash",
    description: "The SHA-256 is that of the 32 digest bytes, or of their hex text.",
    effect: "The hash differs on every scenario.",
    cause: "The program prints the hash already, and its output was hashed again.",
    runbook: null,
    fix: "Send what the program prints, or hash what it writes with --dump.",
    readings: [
      (_, sha256) => sha256,
      (_, sha256) => ascii(hex(sha256)),
      (_, sha256) => ascii(`${hex(sha256)}\n`),
    ],
  },
];

/** Bugs that are recognised in another way than by changing the right dump. */
function recognised(bug: Omit<BugWith<null>, "readings">): Bug {
  return catalogued("transport", { ...bug, readings: [null] });
}

export const TRUNCATED = recognised({
  id: "truncated",
  title: "The dump was cut off",
  description: "The submission is a proper prefix of the dump.",
  effect: "It agrees as far as it goes, and then ends.",
  cause:
    "A buffer not flushed before exit, a full disk or pipe, a crash, or curl -d, which strips bytes.",
  runbook: "ends-early",
  fix: "Flush and close the output, and check its errors; send with curl --data-binary.",
});

export const EMPTY = recognised({
  id: "empty",
  title: "Nothing was submitted",
  description: "The submission has no bytes.",
  effect: "There is nothing to compare.",
  cause: "The file does not exist or is empty, or the program printed nothing to standard output.",
  runbook: "empty",
  fix: "Look at the program's exit code and at the path of the file.",
});

export const WRONG_SCENARIO = recognised({
  id: "wrong-scenario",
  title: "The dump of another scenario",
  description: "The submission is the right dump of another scenario of this lab.",
  effect: "Everything is right, but for another question.",
  cause:
    "Files mixed up, a flag that the program ignores, or a default in place of what was given.",
  runbook: null,
  fix: "Run the program with the flags of this scenario, and see that it reads every one of them.",
});

export const WRONG_STEP = recognised({
  id: "wrong-step",
  title: "The state after another step",
  description: "The submission is the right dump of this scenario after another step.",
  effect: "The run is right, and ends too early or too late.",
  cause: "An off-by-one in the loop, or a dump taken before the last step.",
  runbook: null,
  fix: "Steps count from 0; the state after a step is the one when it has ended.",
});

export const WRONG_LAB = recognised({
  id: "wrong-lab",
  title: "The dump of another lab",
  description: "The submission is the right dump of another lab.",
  effect: "Already the magic differs.",
  cause: "Files mixed up, or a wrong address.",
  runbook: "magic",
  fix: "Send it to the lab whose magic it bears.",
});

const carried = CARRIED.map((bug) => ({ bug: catalogued("transport", bug), ...bug }));
const hashed = HASHED.map((bug) => ({ bug: catalogued("transport", bug), ...bug }));

/** Every transport bug, in the order of the catalogue. */
export const TRANSPORT_BUGS: readonly Bug[] = [
  ...carried.map(({ bug }) => bug),
  TRUNCATED,
  EMPTY,
  WRONG_SCENARIO,
  WRONG_STEP,
  WRONG_LAB,
  ...hashed.map(({ bug }) => bug),
];

/** A transport bug as a program may have it in itself: what it makes of a dump before it prints or hashes it. */
export interface Carrier {
  /** Unique among them. */
  readonly id: string;
  readonly bug: Bug;
  readonly carry: (dump: Uint8Array) => Uint8Array;
  /** Whether it does so with every state of a listing as well, and not with the final dump alone. */
  readonly isOfStates: boolean;
}

/** What a program may do to the bytes that it hashes; which of a bug's readings it is stands in the id. */
export const CARRIERS: readonly Carrier[] = carried.flatMap(({ bug, readings }) =>
  readings.flatMap((carry, reading) =>
    [false, true].map((isOfStates) => ({
      id: `${bug.id}/${reading}${isOfStates ? "/states" : ""}`,
      bug,
      carry,
      isOfStates,
    })),
  ),
);

/** A transport bug, and the bytes that it makes of a dump. */
export interface Carried {
  readonly bug: Bug;
  readonly bytes: Uint8Array;
}

/** What each transport bug makes of a dump, where that is another thing than the dump. */
export function* carriedDumps(dump: Uint8Array): Generator<Carried> {
  for (const { bug, readings } of carried) {
    for (const reading of readings) {
      const bytes = reading(dump);
      // Translations may find nothing to translate.
      if (!areEqual(bytes, dump)) yield { bug, bytes };
    }
  }
}

/** What is hashed in place of a dump, by the bugs that only a submitted hash can show. */
export function* hashedInstead(dump: Uint8Array, sha256: Uint8Array): Generator<Carried> {
  for (const { bug, readings } of hashed) {
    for (const reading of readings) yield { bug, bytes: reading(dump, sha256) };
  }
}
