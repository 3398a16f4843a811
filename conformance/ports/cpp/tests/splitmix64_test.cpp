#include "splitmix64.hpp"

#include "check.hpp"

using kernel::splitmix64;

TEST(the_table_of_the_specification) {
    check::equal(splitmix64(0), 0x8b57dafca0cee644U);
    check::equal(splitmix64(1), 0x7fb97677c699f0c6U);
    check::equal(splitmix64(0xFFFFFFFFFFFFFFFF), 0x0f0d3494b255436eU);
}

TEST(the_stateful_generator_begins_with_the_mix_of_its_seed) {
    kernel::SplitMix64 rng(42);
    check::equal(rng.next(), splitmix64(42));
    check::equal(rng.next(), 0x488e98293832f91fU);
    check::equal(rng.next(), 0x8e6e25fde867f756U);
}

int main() { return check::run_all(); }
