// The command line of both programs: `--flag value` pairs, and at most one flag that says what to print.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace cli {

// A refused command line (exit 2). The message names the flag and what was expected.
class FlagError : public std::runtime_error {
public:
    FlagError(std::string_view flag, std::string_view problem)
        : std::runtime_error(std::string(flag) + ": " + std::string(problem)) {}
};

// One or more ASCII digits, nothing else, in range. Leading zeros are fine.
std::optional<std::uint64_t> parse_u64(std::string_view word);
std::optional<std::uint32_t> parse_u32(std::string_view word);

// Numbers with one comma between two; none when a number is refused, and so when the list is empty.
std::optional<std::vector<std::uint32_t>> parse_u32_list(std::string_view word);

class Flags {
public:
    // `known` are the flags of the lab; the output flags are known to every program. Only splits and
    // names: the values are judged by whoever asks for them.
    Flags(std::span<const std::string_view> words, std::span<const std::string_view> known);

    bool has(std::string_view flag) const { return values_.contains(flag); }

    // The value of a flag that must be there.
    std::string_view value(std::string_view flag) const;
    std::uint64_t u64(std::string_view flag) const;
    std::uint32_t u32(std::string_view flag, std::uint32_t min = 0,
                      std::uint32_t max = UINT32_MAX) const;

    // The error for a flag whose value is not what was expected.
    FlagError refusal(std::string_view flag, std::string_view expected) const;

private:
    std::map<std::string_view, std::string_view> values_;
};

// What to print, and after how many steps (ticks, operations) of the run.
struct Output {
    enum class Form { hash, dump, digests };

    Form form;
    std::uint32_t steps;
};

// `steps_flag` is the flag that gave `steps`, the length of the whole run.
Output parse_output(const Flags& flags, std::string_view steps_flag, std::uint32_t steps);

}  // namespace cli
