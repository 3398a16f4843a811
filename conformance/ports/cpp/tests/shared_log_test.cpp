#include "shared_log.hpp"

#include "check.hpp"

#include <string>
#include <string_view>

namespace {

using Log = kernel::SharedLog<char>;

Log log_of(std::string_view entries) {
    Log log;
    for (const char entry : entries) {
        log.append(entry);
    }
    return log;
}

std::string text(const Log& log) { return {log.entries().begin(), log.entries().end()}; }

}  // namespace

TEST(a_copy_does_not_see_what_the_original_appends) {
    Log original = log_of("a");
    const Log copy = original;
    original.append('b');
    check::equal(text(copy), "a");
    check::equal(text(original), "ab");
    check::is_true(Log().empty());
}

TEST(copies_share_their_entries_until_they_depart) {
    Log original = log_of("a");
    Log same = original;
    Log other = original;
    original.append('b');
    same.append('b');
    check::is_true(original.entries().data() == same.entries().data());
    other.append('c');
    check::is_true(original.entries().data() != other.entries().data());
    check::equal(text(original), "ab");
    check::equal(text(same), "ab");
    check::equal(text(other), "ac");
}

int main() { return check::run_all(); }
