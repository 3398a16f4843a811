import type {
  ArrivalWatcher,
  NetworkOptions,
  NetworkParameters,
  Receiver,
  SimulatedNetwork,
} from "../kernel/simulated_network.ts";
import {
  doubleDelay,
  lowerHalfDelay,
  MisreadNetwork,
  type NetworkReading,
  RIGHT_NETWORK,
  signedDelay,
  upperHalfDelay,
} from "./misread_network.ts";
import type { Misreading } from "./misreadings.ts";

/** What the labs' cluster loops have in common: whatever a tick does, in its parts. */
export interface ClusterParts extends Receiver, ArrivalWatcher {
  tick: number;
  network: SimulatedNetwork;
  readonly schedule: { due: number; advance(tick: number): void };
  readonly injected: number;
  readonly nodes: readonly { onTick(tick: number): void }[];
  /** Proposes every command that is due, if there is a node to propose it. */
  inject(): void;
}

type Part = "commands" | "messages" | "timers";

/** What a program makes of a tick. */
interface LoopReading extends NetworkReading {
  /** The parts of a tick, in their order. */
  readonly parts: readonly Part[];
  /** Whether a node's messages are followed by its own timer, before the next node's. */
  readonly node_by_node: boolean;
  /** Commands that are proposed in one tick at most. */
  readonly commands: number;
}

const RIGHT_LOOP: LoopReading = {
  ...RIGHT_NETWORK,
  parts: ["commands", "messages", "timers"],
  node_by_node: false,
  commands: Number.POSITIVE_INFINITY,
};

export interface ClusterMisreading extends Misreading {
  readonly reading: Partial<LoopReading>;
}

type Row = readonly [id: string, where: string, sentence: string, reading: Partial<LoopReading>];

const OF_LOOP: readonly Row[] = [
  [
    "timers-before-messages",
    "step",
    "The nodes tick before the messages of the tick are delivered.",
    { parts: ["commands", "timers", "messages"] },
  ],
  [
    "commands-after-messages",
    "step",
    "Commands are proposed after the messages of the tick are delivered.",
    { parts: ["messages", "commands", "timers"] },
  ],
  [
    "commands-last",
    "step",
    "Commands are proposed after the nodes have ticked.",
    { parts: ["messages", "timers", "commands"] },
  ],
  [
    "timers-first",
    "step",
    "The nodes tick first, then commands are proposed, then messages are delivered.",
    { parts: ["timers", "commands", "messages"] },
  ],
  [
    "timers-and-messages-first",
    "step",
    "The nodes tick first, then messages are delivered, then commands are proposed.",
    { parts: ["timers", "messages", "commands"] },
  ],
  [
    "node-by-node",
    "step",
    "Each node handles its messages and ticks before the next node does.",
    { node_by_node: true },
  ],
  [
    "one-command-a-tick",
    "inject",
    "At most one command is proposed in a tick, and the others wait.",
    { commands: 1 },
  ],
];

const OF_MESSAGES: readonly Row[] = [
  [
    "seq-of-sender",
    "seq",
    "Each sender counts its own messages: seq is not the cluster's.",
    { counts: "sender" },
  ],
  [
    "seq-of-link",
    "seq",
    "Each link counts its own messages: seq is not the cluster's.",
    { counts: "link" },
  ],
  [
    "cut-link-takes-no-seq",
    "seq",
    "A message on a partitioned link is not sent at all, and takes no seq.",
    { silent: "partition" },
  ],
  [
    "lost-message-takes-no-seq",
    "seq",
    "A message on a link that is partitioned or has an outage is not sent at all, and takes no seq.",
    { silent: "all" },
  ],
  [
    "lost-when-sent",
    "outage",
    "An outage loses what is sent while it lasts, in place of what arrives.",
    { loses: "sent" },
  ],
  [
    "arrivals-by-seq",
    "deliver",
    "The messages of a tick are handled by their seq alone, whoever sent them.",
    { order: ["seq"] },
  ],
  [
    "arrivals-by-receiver",
    "deliver",
    "The messages of a tick are handled by receiver, then by sender, then by seq.",
    { order: ["dst", "src", "seq"] },
  ],
  [
    "arrivals-by-receiver-and-seq",
    "deliver",
    "The messages of a tick are handled by receiver, then by seq.",
    { order: ["dst", "seq"] },
  ],
  [
    "link-delivers-one-a-tick",
    "delay",
    "A message arrives at least one tick after the previous one of its link.",
    { apart: 1 },
  ],
  [
    "delay-of-signed",
    "delay",
    "The delay is the remainder, without its sign, of the random number as a signed one.",
    { delay: signedDelay },
  ],
  [
    "delay-of-lower-half",
    "delay",
    "The delay is the remainder of the lower 32 bits of the random number.",
    { delay: lowerHalfDelay },
  ],
  [
    "delay-of-upper-half",
    "delay",
    "The delay is the remainder of the upper 32 bits of the random number.",
    { delay: upperHalfDelay },
  ],
  [
    "delay-of-double",
    "delay",
    "The delay is the remainder of the random number as a double.",
    { delay: doubleDelay },
  ],
];

/**
 * The misreadings of a lab whose page of the specification is `page`, and whose cluster runs as {@link ClusterParts};
 * without those that change nothing by its rules.
 */
export function clusterMisreadings(
  page: string,
  without: readonly string[] = [],
): readonly ClusterMisreading[] {
  const of =
    (section: string) =>
    ([id, where, sentence, reading]: Row) => ({
      id,
      sentence,
      where,
      section,
      reading,
    });
  return [
    ...OF_LOOP.map(of(`${page}, "Cluster loop"`)),
    ...OF_MESSAGES.map(of('kernel.md, "Ticks and messages"')),
  ].filter(({ id }) => !without.includes(id));
}

/** Runs the ticks of a cluster by a reading of the loop; the cluster does everything else. */
export class MisreadLoop {
  private readonly cluster: ClusterParts;
  private readonly reading: LoopReading;
  private readonly network: MisreadNetwork;

  /** Takes the place of the network of a cluster that has not begun. */
  constructor(
    cluster: ClusterParts,
    parameters: NetworkParameters,
    options: NetworkOptions,
    reading: Partial<LoopReading>,
  ) {
    this.cluster = cluster;
    this.reading = { ...RIGHT_LOOP, ...reading };
    this.network = new MisreadNetwork(parameters, options, this.reading);
    cluster.network = this.network;
  }

  /** Runs one tick. */
  step(): void {
    const { cluster, network } = this;
    network.begin(cluster.tick);
    cluster.schedule.advance(cluster.tick);
    for (const part of this.reading.parts) this.run(part);
    cluster.tick++;
  }

  private run(part: Part): void {
    const { cluster, network } = this;
    const { node_by_node } = this.reading;
    if (part === "commands") this.inject();
    else if (part === "timers") {
      if (!node_by_node) for (const node of cluster.nodes) node.onTick(cluster.tick);
    } else if (node_by_node) {
      cluster.nodes.forEach((node, id) => {
        network.deliverTo(id, cluster, cluster);
        node.onTick(cluster.tick);
      });
    } else network.deliver(cluster, cluster);
  }

  private inject(): void {
    const { cluster } = this;
    const { schedule, injected } = cluster;
    const { due } = schedule;
    schedule.due = Math.min(due, injected + this.reading.commands);
    if (injected < schedule.due) cluster.inject();
    schedule.due = due;
  }
}
