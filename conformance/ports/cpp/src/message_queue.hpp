// The network: random delays, links, a fixed order of arrival (kernel.md, "Ticks and messages").
#pragma once

#include "splitmix64.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace kernel {

using Tick = std::uint64_t;
using NodeId = std::uint32_t;

// What the key of a message's delay ends in: the message's own number, or the tick in which it is sent.
enum class DelayKey { seq, tick };

// In what the kernels of the labs differ.
struct Links {
    DelayKey delay_key;
    bool fifo;  // a message waits for the one that was sent before it over the same link
};

template <typename Message>
class MessageQueue {
public:
    MessageQueue(std::uint64_t seed, NodeId nodes, Links links)
        : seed_(seed), links_(links), last_arrival_(nodes) {
        slots_.fill(Slot(nodes));
    }

    // Every message takes a `seq`, also one that will be lost on arrival.
    void send(NodeId src, NodeId dst, Message message, Tick t) {
        const std::uint64_t seq = next_seq_++;
        const std::uint64_t last = links_.delay_key == DelayKey::seq ? seq : t;
        Tick at = t + 1 + splitmix64(seed_ ^ src ^ dst ^ last) % max_delay;
        if (links_.fifo) {
            Tick& previous = last_arrival(src, dst);
            at = previous = std::max(at, previous);
        }
        slots_[at % slots_.size()][src].push_back({dst, std::move(message)});
    }

    // Hands every message that arrives at t to `handle(src, dst, message)` in (src, seq) order. To be
    // called once for each tick, ascending. `handle` may send: what it sends arrives after t.
    template <typename Handle>
    void deliver(Tick t, Handle handle) {
        Slot& slot = slots_[t % slots_.size()];
        for (NodeId src = 0; src < slot.size(); ++src) {
            for (const Arrival& arrival : slot[src]) {
                handle(src, arrival.dst, arrival.message);
            }
            slot[src].clear();
        }
    }

private:
    static constexpr Tick max_delay = 3;

    struct Arrival {
        NodeId dst;
        Message message;
    };
    // The messages of one tick by sender. Sends happen in seq order, so each list is in seq order.
    using Slot = std::vector<std::vector<Arrival>>;

    Tick& last_arrival(NodeId src, NodeId dst) {
        std::vector<Tick>& arrivals = last_arrival_[src];
        if (arrivals.empty()) {
            arrivals.resize(last_arrival_.size());  // only for nodes that ever send
        }
        return arrivals[dst];
    }

    std::uint64_t seed_;
    Links links_;
    std::uint64_t next_seq_ = 0;
    // A ring. What is sent at t arrives at t+1 .. t+max_delay (the FIFO rule cannot exceed this either:
    // the previous message on the link was not sent later), so a slot is drained before it is reused.
    std::array<Slot, max_delay + 1> slots_;
    std::vector<std::vector<Tick>> last_arrival_;  // [src][dst], lost messages included
};

}  // namespace kernel
