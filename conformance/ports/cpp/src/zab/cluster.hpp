// The nodes, the network between them and the client that proposes (zab.md, "Cluster loop").
#pragma once

#include "zab/messages.hpp"
#include "zab/node.hpp"
#include "zab/parameters.hpp"

#include <cstdint>
#include <map>
#include <span>
#include <vector>

namespace zab {

// Which messages are lost on arrival. A partition is an outage without an end.
class Faults {
public:
    explicit Faults(const Parameters& parameters);

    bool loses(Link link, Tick t) const;

private:
    struct Interval {
        Tick from;
        Tick until;
    };

    std::map<Link, std::vector<Interval>> cuts_;
};

class Cluster {
public:
    explicit Cluster(const Parameters& parameters);

    // The nodes refer to the network.
    Cluster(const Cluster&) = delete;
    Cluster& operator=(const Cluster&) = delete;

    // Runs the next tick; there are `rounds` of them.
    void step();

    std::span<const Node> nodes() const { return nodes_; }

private:
    void schedule();
    void inject();
    void deliver();
    Node* established_leader();

    std::uint64_t rounds_;
    std::uint64_t proposals_;
    Faults faults_;
    Network network_;
    std::vector<Node> nodes_;
    Tick now_ = 0;
    // The pending queue. Payloads are numbered in the order of their scheduling, so it is a range:
    // numbers below `scheduled_` are due, those below `injected_` have left the queue.
    std::uint64_t scheduled_ = 0;
    std::uint64_t injected_ = 0;
};

}  // namespace zab
