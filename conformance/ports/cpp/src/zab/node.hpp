// One node of the cluster: FastLeaderElection, Discovery, Synchronization and Broadcast.
#pragma once

#include "cluster/cluster.hpp"
#include "cluster/parameters.hpp"
#include "message_queue.hpp"
#include "zab/messages.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace zab {

using kernel::Tick;

// The values are those of the canonical dump.
enum class Role : std::uint8_t { looking = 0, following = 1, leading = 2 };

// Every function that can send takes the current tick t. All sends go to the network at once, in the
// order of the text, because the order decides each message's delay.
class Node {
public:
    using Message = zab::Message;
    using Network = kernel::MessageQueue<Message>;

    // The kernel as kernel.md has it.
    static constexpr kernel::Links links{.delay_key = kernel::DelayKey::seq, .fifo = true};
    static constexpr std::string_view magic = "DSEZAB01";
    static constexpr std::string_view command = "zab-";

    Node(NodeId id, const cluster::Parameters& parameters, Network& network);

    void on_tick(Tick t);
    void receive(NodeId from, const Message& message, Tick t);
    void propose(std::string payload, Tick t);

    // The epoch of an established leader.
    std::optional<std::uint32_t> leads_as() const {
        return is_established_leader() ? std::optional(current_epoch_) : std::nullopt;
    }
    void append_dump(std::string& out) const;

    NodeId id() const { return id_; }
    Role role() const { return role_; }
    std::uint32_t current_epoch() const { return current_epoch_; }
    std::uint32_t accepted_epoch() const { return accepted_epoch_; }
    const History& history() const { return history_; }
    Zxid last_zxid() const { return history_.last_zxid(); }
    Zxid last_committed() const { return last_committed_; }
    bool is_established_leader() const { return role_ == Role::leading && leading_.established; }

private:
    // What `clear_leading` resets ("Node state").
    struct Leading {
        std::set<NodeId> epoch_acks;
        std::set<NodeId> leader_acks;
        std::set<NodeId> heard;
        std::map<NodeId, Zxid> acked;
        bool discovered = false;
        bool established = false;
        std::uint32_t next_counter = 0;
    };

    Freshness freshness() const { return {current_epoch_, last_zxid()}; }
    bool is_leading(std::uint32_t epoch) const;
    bool is_synced_with(NodeId from, std::uint32_t epoch) const;

    void reset_timer(Tick t);
    void start_election(Tick t);
    void clear_leading() { leading_ = {}; }
    void follow(NodeId leader, Tick t);
    void try_elect(Tick t);
    void become_leader(Tick t);
    void check_discovery(Tick t);
    void check_sync(Tick t);
    void try_commit(Tick t);
    void advance_commit(Zxid z);
    void send_heartbeats(Tick t);
    void ask_for_history(NodeId from, Tick t);
    void record_ack(NodeId from, Zxid z);

    void handle(NodeId from, const LookForLeader& vote, Tick t);
    void handle(NodeId from, const Vote& message, Tick t);
    void handle(NodeId from, const NewEpoch& message, Tick t);
    void handle(NodeId from, const AckEpoch& message, Tick t);
    void handle(NodeId from, const RejectEpoch& message, Tick t);
    void handle(NodeId from, const NewLeader& message, Tick t);
    void handle(NodeId from, const AckLeader& message, Tick t);
    void handle(NodeId from, const Propose& message, Tick t);
    void handle(NodeId from, const Ack& message, Tick t);
    void handle(NodeId from, const Commit& message, Tick t);
    void handle(NodeId from, const Heartbeat& message, Tick t);
    void handle(NodeId from, const HeartbeatAck& message, Tick t);

    void send(NodeId to, Message message, Tick t);
    void broadcast(const Message& message, Tick t);

    NodeId id_;
    std::uint64_t seed_;
    NodeId nodes_;
    NodeId quorum_;
    Network& network_;

    // Dumped.
    Role role_ = Role::looking;
    std::uint32_t current_epoch_ = 0;
    std::uint32_t accepted_epoch_ = 0;
    History history_;
    Zxid last_committed_;

    // Not dumped.
    std::optional<NodeId> accepted_from_;
    std::uint32_t max_seen_ = 0;
    LookForLeader vote_;
    std::map<NodeId, NodeId> vote_view_;
    std::optional<NodeId> leader_;
    bool synced_ = false;
    Tick election_deadline_ = 0;
    Tick heartbeat_due_ = 0;
    std::uint32_t new_epoch_ = 0;
    Leading leading_;
};

}  // namespace zab
