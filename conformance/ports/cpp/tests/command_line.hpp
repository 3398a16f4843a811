// Helpers for tests that write scenarios as command lines.
#pragma once

#include "flags.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// The words of a line; '' stands for an empty word, as in a shell.
inline std::vector<std::string_view> split_words(std::string_view line) {
    std::vector<std::string_view> words;
    while (!line.empty()) {
        const std::size_t space = line.find(' ');
        const std::string_view word = line.substr(0, space);
        words.push_back(word == "''" ? std::string_view{} : word);
        line.remove_prefix(space == std::string_view::npos ? line.size() : space + 1);
    }
    return words;
}

// The bytes that a text of hex digit pairs and spaces spells.
inline std::string from_hex(std::string_view hex) {
    std::string bytes;
    for (const std::string_view pair : split_words(hex)) {
        bytes.push_back(static_cast<char>(std::stoi(std::string(pair), nullptr, 16)));
    }
    return bytes;
}
