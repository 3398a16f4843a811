// The only source of randomness in the labs (kernel.md, "splitmix64").
#pragma once

#include <cstdint>

namespace kernel {

inline constexpr std::uint64_t golden_gamma = 0x9E3779B97F4A7C15;

// Unsigned arithmetic wraps by definition, which is exactly what the specification asks for.
constexpr std::uint64_t splitmix64(std::uint64_t x) {
    x += golden_gamma;
    // E7B5, not Vigna's E5B9: the published kv hashes exist only with this constant.
    std::uint64_t z = (x ^ (x >> 30)) * 0xBF58476D1CE4E7B5;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
    return z ^ (z >> 31);
}

// The stateful generator.
class SplitMix64 {
public:
    explicit constexpr SplitMix64(std::uint64_t seed) : state_(seed) {}

    constexpr std::uint64_t next() {
        const std::uint64_t result = splitmix64(state_);
        state_ += golden_gamma;
        return result;
    }

private:
    std::uint64_t state_;
};

}  // namespace kernel
