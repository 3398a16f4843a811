#include "message_queue.hpp"

#include "check.hpp"
#include "splitmix64.hpp"

#include <algorithm>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

using kernel::NodeId;
using kernel::Tick;

namespace {

constexpr kernel::Links kernel_md{.delay_key = kernel::DelayKey::seq, .fifo = true};

// As the specification writes it: sort everything by (at, src, seq).
struct Arrival {
    Tick at;
    NodeId src;
    std::uint64_t seq;
    NodeId dst;

    auto operator<=>(const Arrival&) const = default;
};

}  // namespace

TEST(delays_follow_seq) {
    kernel::MessageQueue<int> queue(7, 9, kernel_md);
    // Each message on a link of its own, so that the FIFO rule hides no delay.
    const std::vector<std::pair<NodeId, NodeId>> links = {{0, 1}, {2, 3}, {4, 5}, {6, 7}, {8, 0}};
    std::map<int, Tick> expected;
    for (int i = 0; const auto& [src, dst] : links) {
        const auto seq = static_cast<std::uint64_t>(i);
        expected[i] = 11 + kernel::splitmix64(std::uint64_t{7} ^ src ^ dst ^ seq) % 3;
        queue.send(src, dst, i, 10);
        ++i;
    }
    check::equal(expected[0], Tick{12});
    for (Tick t = 11; t <= 13; ++t) {
        queue.deliver(t, [&](NodeId, NodeId, int i) {
            check::equal(t, expected[i]);
            expected.erase(i);
        });
    }
    check::is_true(expected.empty());
}

void check_random_traffic(kernel::Links links) {
    constexpr NodeId nodes = 5;
    constexpr std::uint64_t seed = 99;
    kernel::MessageQueue<std::uint64_t> queue(seed, nodes, links);
    kernel::SplitMix64 traffic(1);
    std::map<std::pair<NodeId, NodeId>, Tick> last_at;
    std::vector<Arrival> expected;
    std::vector<Arrival> actual;
    std::uint64_t seq = 0;

    const auto send_some = [&](Tick t) {
        for (std::uint64_t left = traffic.next() % 6; left > 0; --left) {
            const auto src = static_cast<NodeId>(traffic.next() % nodes);
            const auto dst = static_cast<NodeId>((src + 1 + traffic.next() % (nodes - 1)) % nodes);
            const std::uint64_t last = links.delay_key == kernel::DelayKey::seq ? seq : t;
            Tick at = t + 1 + kernel::splitmix64(seed ^ src ^ dst ^ last) % 3;
            if (links.fifo) {
                at = last_at[{src, dst}] = std::max(at, last_at[{src, dst}]);
            }
            expected.push_back({at, src, seq, dst});
            queue.send(src, dst, seq++, t);
        }
    };
    for (Tick t = 0; t < 1000; ++t) {
        send_some(t);
        bool sent_during_delivery = false;
        queue.deliver(t, [&](NodeId src, NodeId dst, std::uint64_t number) {
            actual.push_back({t, src, number, dst});
            if (!std::exchange(sent_during_delivery, true)) {
                send_some(t);
            }
        });
    }
    for (Tick t = 1000; t < 1003; ++t) {
        queue.deliver(t, [&](NodeId src, NodeId dst, std::uint64_t number) {
            actual.push_back({t, src, number, dst});
        });
    }
    std::ranges::sort(expected);
    check::is_true(expected.size() > 2000);
    check::is_true(actual == expected);
}

TEST(random_traffic_arrives_like_a_sorted_list) {
    for (const auto delay_key : {kernel::DelayKey::seq, kernel::DelayKey::tick}) {
        for (const bool fifo : {true, false}) {
            check_random_traffic({delay_key, fifo});
        }
    }
}

TEST(links_are_fifo) {
    kernel::MessageQueue<int> queue(3, 2, kernel_md);
    constexpr int messages = 300;
    std::vector<int> received;
    for (int t = 0; t < messages + 3; ++t) {
        queue.deliver(static_cast<Tick>(t),
                      [&](NodeId, NodeId, int message) { received.push_back(message); });
        if (t < messages) {
            queue.send(1, 0, t, static_cast<Tick>(t));
        }
    }
    check::equal(received.size(), std::size_t{messages});
    check::is_true(std::ranges::is_sorted(received));
}

int main() { return check::run_all(); }
