#include "zab/cluster.hpp"

#include <algorithm>
#include <limits>
#include <string>

namespace zab {

Faults::Faults(const Parameters& parameters) {
    for (const Link link : parameters.partition) {
        cuts_[link].push_back({0, std::numeric_limits<Tick>::max()});
    }
    for (const Outage& outage : parameters.outages) {
        cuts_[outage.link].push_back({outage.from, outage.until});
    }
}

bool Faults::loses(Link link, Tick t) const {
    const auto found = cuts_.find(link);
    return found != cuts_.end() &&
           std::ranges::any_of(found->second, [t](Interval cut) { return cut.from <= t && t < cut.until; });
}

Cluster::Cluster(const Parameters& parameters)
    : rounds_(parameters.rounds),
      proposals_(parameters.proposals),
      faults_(parameters),
      network_(parameters.seed, parameters.nodes) {
    nodes_.reserve(parameters.nodes);
    for (NodeId id = 0; id < parameters.nodes; ++id) {
        nodes_.emplace_back(id, parameters, network_);
    }
}

void Cluster::step() {
    schedule();
    inject();
    deliver();
    for (Node& node : nodes_) {
        node.on_tick(now_);
    }
    ++now_;
}

void Cluster::schedule() {
    // The due tick grows with i, so the next proposal decides whether there is anything to do.
    const auto due = [this](std::uint64_t i) { return (i + 1) * rounds_ / (proposals_ + 1); };
    while (scheduled_ < proposals_ && due(scheduled_) == now_) {
        ++scheduled_;
    }
}

void Cluster::inject() {
    if (injected_ == scheduled_) {
        return;
    }
    Node* const leader = established_leader();
    if (leader == nullptr) {
        return;
    }
    for (; injected_ < scheduled_; ++injected_) {
        leader->propose("zab-" + std::to_string(injected_), now_);
    }
}

void Cluster::deliver() {
    network_.deliver(now_, [this](NodeId src, NodeId dst, const Message& message) {
        if (!faults_.loses({src, dst}, now_)) {
            nodes_[dst].receive(src, message, now_);
        }
    });
}

Node* Cluster::established_leader() {
    Node* leader = nullptr;
    for (Node& node : nodes_) {
        // Strictly higher: on a tie the lowest id stays.
        if (node.is_established_leader() &&
            (leader == nullptr || node.current_epoch() > leader->current_epoch())) {
            leader = &node;
        }
    }
    return leader;
}

}  // namespace zab
