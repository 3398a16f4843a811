// How the labs write integers: little-endian, no padding.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace kernel {

template <std::unsigned_integral Integer>
void append_little_endian(std::string& out, Integer value) {
    std::array<char, sizeof(Integer)> bytes;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        bytes[i] = static_cast<char>((value >> (8 * i)) & 0xFF);
    }
    out.append(bytes.data(), bytes.size());
}

// Lengths are u32.
inline void append_length(std::string& out, std::size_t length) {
    append_little_endian(out, static_cast<std::uint32_t>(length));
}

// The length, then the bytes.
inline void append_bytes(std::string& out, std::string_view bytes) {
    append_length(out, bytes.size());
    out += bytes;
}

}  // namespace kernel
