import {
  bytes,
  enum8,
  f64le,
  flag,
  group,
  i32le,
  type Layout,
  magic,
  optional,
  repeatKeyed,
  repeatNodes,
  u8,
  u16be,
  utf8,
} from "../../../src/dump/layout.ts";
import { utf8Length } from "../../../src/dump/utf8_bytes.ts";
import { MOODS, type Ring, type Station } from "./ring.ts";

interface Visit {
  readonly lap: number;
  readonly times: number;
}

const name = ({ id }: Station): string => `Köln-${id}`;

function meanBalance({ stations }: Ring): number {
  return stations.reduce((total, { balance }) => total + balance, 0) / stations.length;
}

/** Kinds of fields that the labs do not have: signed, big-endian, optional, a map by a number, UTF-8, raw bytes, a double. */
export const layout: Layout<Ring> = [
  magic("RING"),
  group<Ring>(
    "header",
    u8("station_count", ({ stations }) => stations.length),
  ),
  f64le("mean_balance", meanBalance),
  repeatNodes(
    "stations",
    "header.station_count",
    ({ stations }) => stations,
    enum8<Station>("mood", MOODS, ({ mood }) => mood),
    u8<Station>("name_len", (station) => utf8Length(name(station))),
    utf8<Station>("name", "name_len", name),
    i32le<Station>("balance", ({ balance }) => balance),
    flag<Station>("has_note", ({ note }) => note !== null),
    optional<Station, number>(
      "note",
      "has_note",
      ({ note }) => note,
      u16be("sent", (sent) => sent),
    ),
    u16be<Station>("visits_len", ({ visits }) => visits.size),
    repeatKeyed<Station, Visit>(
      "visits",
      "visits_len",
      "lap",
      ({ visits }) => [...visits].map(([lap, times]) => ({ lap, times })),
      u16be("lap", ({ lap }) => lap, "in ascending order"),
      u8("times", ({ times }) => times),
    ),
    bytes<Station>("seal", 2, ({ id }) => Uint8Array.of(0xa5, id)),
  ),
];
