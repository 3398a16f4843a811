// A tiny assertion kit. Unlike assert(), the checks stay in Release builds.
#pragma once

#include <iostream>
#include <source_location>
#include <string_view>
#include <vector>

namespace check {

struct Test {
    std::string_view name;
    void (*body)();
};

inline std::vector<Test> tests;
inline int failures = 0;

struct Registration {
    Registration(std::string_view name, void (*body)()) { tests.push_back({name, body}); }
};

// `note` tells the rows of a table apart.
inline void is_true(bool condition, std::string_view note = {},
                    std::source_location where = std::source_location::current()) {
    if (!condition) {
        ++failures;
        std::cerr << where.file_name() << ':' << where.line() << ": check failed " << note << '\n';
    }
}

template <typename Actual, typename Expected>
void equal(const Actual& actual, const Expected& expected, std::string_view note = {},
           std::source_location where = std::source_location::current()) {
    if (!(actual == expected)) {
        ++failures;
        std::cerr << where.file_name() << ':' << where.line() << ": got " << actual << ", expected "
                  << expected << ' ' << note << '\n';
    }
}

inline int run_all() {
    for (const Test& test : tests) {
        const int failures_before = failures;
        test.body();
        std::cerr << (failures == failures_before ? "ok   " : "FAIL ") << test.name << '\n';
    }
    return failures == 0 ? 0 : 1;
}

}  // namespace check

#define TEST(name)                                                   \
    static void name();                                              \
    static const check::Registration name##_registered{#name, name}; \
    static void name()
