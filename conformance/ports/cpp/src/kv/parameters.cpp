#include "kv/parameters.hpp"

#include <algorithm>
#include <string>

namespace kv {
namespace {

constexpr ReplicaId last_replica = replica_count - 1;

std::set<ReplicaId> parse_cut_ids(const cli::Flags& flags) {
    const auto numbers = cli::parse_u32_list(flags.value("--cut"));
    if (numbers && std::ranges::all_of(*numbers, [](ReplicaId id) { return id <= last_replica; })) {
        std::set<ReplicaId> ids(numbers->begin(), numbers->end());
        if (ids.size() == numbers->size()) {
            return ids;
        }
    }
    throw flags.refusal("--cut", "different ids id,id,... from 0 to " + std::to_string(last_replica));
}

Cut parse_cut(const cli::Flags& flags, std::uint32_t ops) {
    Cut cut{
        .ids = {3, 4},
        .from = ops / 4,
        .until = static_cast<std::uint32_t>(std::uint64_t{ops} * 3 / 4),
    };
    if (flags.has("--cut")) {
        cut.ids = parse_cut_ids(flags);
    }
    if (flags.has("--cut-from")) {
        cut.from = flags.u32("--cut-from");
    }
    if (flags.has("--cut-until")) {
        cut.until = flags.u32("--cut-until");
    }
    if (cut.from > cut.until) {
        throw cli::FlagError("--cut-from", "expected at most --cut-until (" +
                                               std::to_string(cut.until) + "), got " +
                                               std::to_string(cut.from));
    }
    return cut;
}

std::optional<Cut> parse_scenario(const cli::Flags& flags, std::uint32_t ops) {
    const std::string_view scenario = flags.value("--scenario");
    if (scenario == "partition") {
        return parse_cut(flags, ops);
    }
    if (scenario != "default") {
        throw flags.refusal("--scenario", "default or partition");
    }
    for (const std::string_view flag : {"--cut", "--cut-from", "--cut-until"}) {
        if (flags.has(flag)) {
            throw cli::FlagError(flag, "expected only with --scenario partition");
        }
    }
    return std::nullopt;
}

}  // namespace

Parameters parse_parameters(const cli::Flags& flags) {
    const std::uint32_t ops = flags.u32("--ops");
    return {
        .seed = flags.u64("--seed"),
        .ops = ops,
        .keys = flags.u32("--keys", 1),
        .cut = parse_scenario(flags, ops),
        .replica = flags.has("--replica") ? flags.u32("--replica", 0, last_replica) : 0,
    };
}

}  // namespace kv
