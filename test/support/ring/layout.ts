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

/** Kinds of fields that the labs do not have: signed, big-endian, optional, a map by a number, UTF-8, raw bytes, a double. */
export const layout: Layout<Ring> = [
  magic("RING"),
  group<Ring>(
    "header",
    u8("station_count", ({ stations }) => stations.length),
  ),
  f64le("mean_balance", ({ stations }) => {
    const sum = stations.reduce((total, { balance }) => total + balance, 0);
    return sum / stations.length;
  }),
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
      u16be("tick", (tick) => tick),
    ),
    u8<Station>("visits_len", ({ visits }) => visits.size),
    repeatKeyed(
      "visits",
      "visits_len",
      "lap",
      ({ visits }: Station) => [...visits].map(([lap, times]) => ({ lap, times })),
      u16be<Visit>("lap", ({ lap }) => lap),
      u8<Visit>("times", ({ times }) => times),
    ),
    bytes<Station>("seal", 2, ({ id }) => Uint8Array.of(0xa5, id)),
  ),
];
