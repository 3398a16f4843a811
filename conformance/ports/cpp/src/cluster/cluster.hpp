// What the labs of replicated logs share: the nodes, the network between them and the client that
// proposes ("Cluster loop").
#pragma once

#include "cluster/faults.hpp"
#include "cluster/parameters.hpp"
#include "little_endian.hpp"
#include "message_queue.hpp"

#include <concepts>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cluster {

template <typename Node>
using Network = kernel::MessageQueue<typename Node::Message>;

// A node, as the cluster sees it. What it sends goes to the network at once.
template <typename N>
concept Member = requires(N node, const N& view, Tick t, std::string& out) {
    requires std::constructible_from<N, NodeId, const Parameters&, Network<N>&>;
    { N::links } -> std::convertible_to<kernel::Links>;
    { N::magic } -> std::convertible_to<std::string_view>;
    { N::command } -> std::convertible_to<std::string_view>;  // the client's command i is this and i
    node.on_tick(t);
    node.receive(NodeId{}, typename N::Message{}, t);
    // The client's command, for a node that leads.
    node.propose(std::string{}, t);
    // By what the cluster chooses among those that take commands; none if the node does not.
    { *view.leads_as() } -> std::totally_ordered;
    // The node's part of the canonical dump.
    view.append_dump(out);
};

template <Member Node>
class Cluster {
public:
    explicit Cluster(const Parameters& parameters)
        : rounds_(parameters.rounds),
          proposals_(parameters.proposals),
          faults_(parameters),
          network_(parameters.seed, parameters.nodes, Node::links) {
        nodes_.reserve(parameters.nodes);
        for (NodeId id = 0; id < parameters.nodes; ++id) {
            nodes_.emplace_back(id, parameters, network_);
        }
    }

    // The nodes refer to the network.
    Cluster(const Cluster&) = delete;
    Cluster& operator=(const Cluster&) = delete;

    // Runs the next tick; there are `rounds` of them.
    void step() {
        schedule();
        inject();
        deliver();
        for (Node& node : nodes_) {
            node.on_tick(now_);
        }
        ++now_;
    }

    std::span<const Node> nodes() const { return nodes_; }

    // The bytes that are hashed ("Canonical dump").
    std::string dump() const {
        std::string out(Node::magic);
        kernel::append_length(out, nodes_.size());
        for (const Node& node : nodes_) {
            node.append_dump(out);
        }
        return out;
    }

private:
    void schedule() {
        // The due tick grows with i, so the next proposal decides whether there is anything to do.
        const auto due = [this](std::uint64_t i) { return (i + 1) * rounds_ / (proposals_ + 1); };
        while (scheduled_ < proposals_ && due(scheduled_) == now_) {
            ++scheduled_;
        }
    }

    void inject() {
        if (injected_ == scheduled_) {
            return;
        }
        Node* const leader = find_leader();
        if (leader == nullptr) {
            return;
        }
        for (; injected_ < scheduled_; ++injected_) {
            leader->propose(std::string(Node::command) + std::to_string(injected_), now_);
        }
    }

    void deliver() {
        network_.deliver(now_, [this](NodeId src, NodeId dst, const typename Node::Message& message) {
            if (!faults_.loses({src, dst}, now_)) {
                nodes_[dst].receive(src, message, now_);
            }
        });
    }

    Node* find_leader() {
        Node* leader = nullptr;
        for (Node& node : nodes_) {
            // Strictly higher: on a tie the lowest id stays. None is lower than any rank.
            if (node.leads_as() > (leader == nullptr ? std::nullopt : leader->leads_as())) {
                leader = &node;
            }
        }
        return leader;
    }

    std::uint64_t rounds_;
    std::uint64_t proposals_;
    Faults faults_;
    Network<Node> network_;
    std::vector<Node> nodes_;
    Tick now_ = 0;
    // The pending queue. Payloads are numbered in the order of their scheduling, so it is a range:
    // numbers below `scheduled_` are due, those below `injected_` have left the queue.
    std::uint64_t scheduled_ = 0;
    std::uint64_t injected_ = 0;
};

}  // namespace cluster
