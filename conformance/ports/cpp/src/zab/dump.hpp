#pragma once

#include "zab/node.hpp"

#include <span>
#include <string>

namespace zab {

// The bytes that are hashed (zab.md, "Canonical dump").
std::string dump(std::span<const Node> nodes);

}  // namespace zab
