// SHA-256 (FIPS 180-4), which the standard library does not have.
#pragma once

#include <string>
#include <string_view>

namespace kernel {

// 64 lower-case hex digits.
std::string sha256_hex(std::string_view bytes);

}  // namespace kernel
