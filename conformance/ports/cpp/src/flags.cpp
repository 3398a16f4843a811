#include "flags.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <iterator>
#include <system_error>

namespace cli {
namespace {

constexpr std::string_view dump_flag = "--dump";
constexpr std::string_view dump_after_flag = "--dump-after";
constexpr std::string_view digests_flag = "--digests";
constexpr std::array output_flags = {dump_flag, dump_after_flag, digests_flag};

bool takes_value(std::string_view flag) { return flag != dump_flag && flag != digests_flag; }

// std::from_chars has the specification's strictness: no sign, no space, no base prefix, no wrapping.
template <typename Integer>
std::optional<Integer> parse_number(std::string_view word) {
    Integer number{};
    const char* const end = word.data() + word.size();
    const auto [stop, error] = std::from_chars(word.data(), end, number);
    if (error != std::errc{} || stop != end) {
        return std::nullopt;
    }
    return number;
}

std::string expected_number(std::uint64_t min, std::uint64_t max) {
    return "a decimal number from " + std::to_string(min) + " to " + std::to_string(max);
}

std::string quoted(std::string_view word) { return std::string("\"").append(word).append("\""); }

std::string joined(std::span<const std::string_view> words) {
    std::string text;
    for (const std::string_view word : words) {
        text.append(" ").append(word);
    }
    return text;
}

}  // namespace

std::optional<std::uint64_t> parse_u64(std::string_view word) {
    return parse_number<std::uint64_t>(word);
}

std::optional<std::uint32_t> parse_u32(std::string_view word) {
    return parse_number<std::uint32_t>(word);
}

std::optional<std::vector<std::uint32_t>> parse_u32_list(std::string_view word) {
    std::vector<std::uint32_t> numbers;
    for (;;) {
        const std::size_t comma = word.find(',');
        const std::optional<std::uint32_t> number = parse_u32(word.substr(0, comma));
        if (!number) {
            return std::nullopt;
        }
        numbers.push_back(*number);
        if (comma == std::string_view::npos) {
            return numbers;
        }
        word.remove_prefix(comma + 1);
    }
}

Flags::Flags(std::span<const std::string_view> words, std::span<const std::string_view> known) {
    for (std::size_t i = 0; i < words.size(); ++i) {
        const std::string_view flag = words[i];
        if (std::ranges::find(known, flag) == known.end() &&
            std::ranges::find(output_flags, flag) == output_flags.end()) {
            const std::string expected = "expected one of" + joined(known) + joined(output_flags);
            throw flag.starts_with("--") ? FlagError(flag, "unknown flag, " + expected)
                                         : FlagError(quoted(flag), "stray word, " + expected);
        }
        std::string_view value;
        if (takes_value(flag)) {
            if (++i == words.size()) {
                throw FlagError(flag, "expected a value after the flag");
            }
            value = words[i];
        }
        if (!values_.emplace(flag, value).second) {
            throw FlagError(flag, "repeated, expected at most once");
        }
    }
}

std::string_view Flags::value(std::string_view flag) const {
    const auto found = values_.find(flag);
    if (found == values_.end()) {
        throw FlagError(flag, "missing, expected the flag and its value");
    }
    return found->second;
}

std::uint64_t Flags::u64(std::string_view flag) const {
    const std::optional<std::uint64_t> number = parse_u64(value(flag));
    if (!number) {
        throw refusal(flag, expected_number(0, UINT64_MAX));
    }
    return *number;
}

std::uint32_t Flags::u32(std::string_view flag, std::uint32_t min, std::uint32_t max) const {
    const std::optional<std::uint32_t> number = parse_u32(value(flag));
    if (!number || *number < min || *number > max) {
        throw refusal(flag, expected_number(min, max));
    }
    return *number;
}

FlagError Flags::refusal(std::string_view flag, std::string_view expected) const {
    return FlagError(flag, "expected " + std::string(expected) + ", got " + quoted(value(flag)));
}

Output parse_output(const Flags& flags, std::string_view steps_flag, std::uint32_t steps) {
    std::vector<std::string_view> given;
    std::ranges::copy_if(output_flags, std::back_inserter(given),
                         [&](std::string_view flag) { return flags.has(flag); });
    if (given.size() > 1) {
        throw FlagError(given.back(), "expected at most one of" + joined(output_flags));
    }
    if (flags.has(digests_flag)) {
        return {Output::Form::digests, steps};
    }
    if (flags.has(dump_flag)) {
        return {Output::Form::dump, steps};
    }
    if (flags.has(dump_after_flag)) {
        const std::optional<std::uint32_t> after = parse_u32(flags.value(dump_after_flag));
        if (!after || *after >= steps) {
            throw flags.refusal(dump_after_flag, "a decimal number below " +
                                                     std::string(steps_flag) + " (" +
                                                     std::to_string(steps) + ")");
        }
        return {Output::Form::dump, *after + 1};
    }
    return {Output::Form::hash, steps};
}

}  // namespace cli
