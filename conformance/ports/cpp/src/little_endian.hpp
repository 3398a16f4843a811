// How both labs write integers: little-endian, no padding.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <string>

namespace kernel {

template <std::unsigned_integral Integer>
void append_little_endian(std::string& out, Integer value) {
    std::array<char, sizeof(Integer)> bytes;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        bytes[i] = static_cast<char>((value >> (8 * i)) & 0xFF);
    }
    out.append(bytes.data(), bytes.size());
}

}  // namespace kernel
