// What a scenario of the lab is made of (kv.md, "Parameters").
#pragma once

#include "flags.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string_view>

namespace kv {

using ReplicaId = std::uint32_t;

inline constexpr std::size_t replica_count = 5;

// The scenario `partition`: `ids` are cut off before operation `from`, and healed before `until`.
struct Cut {
    std::set<ReplicaId> ids;
    std::uint32_t from;
    std::uint32_t until;
};

struct Parameters {
    std::uint64_t seed;
    std::uint32_t ops;
    std::uint32_t keys;
    std::optional<Cut> cut;  // none in the scenario `default`
    ReplicaId replica;
};

inline constexpr std::array<std::string_view, 8> flag_names = {
    "--seed", "--ops", "--keys", "--scenario", "--cut", "--cut-from", "--cut-until", "--replica"};

// Throws cli::FlagError when the specification refuses a value.
Parameters parse_parameters(const cli::Flags& flags);

}  // namespace kv
