// The program of the lab `zab`: runs the scenario that its flags describe and prints the result.

#include "flags.hpp"
#include "sha256.hpp"
#include "zab/cluster.hpp"
#include "zab/dump.hpp"
#include "zab/parameters.hpp"

#include <algorithm>
#include <cstdint>
#include <exception>
#include <iostream>
#include <string_view>
#include <vector>

namespace {

using cli::Output;

void run(const zab::Parameters& parameters, const Output& output) {
    zab::Cluster cluster(parameters);
    for (std::uint32_t t = 0; t < output.steps && std::cout; ++t) {
        cluster.step();
        if (output.form == Output::Form::digests) {
            std::cout << t << ' ' << kernel::sha256_hex(zab::dump(cluster.nodes())) << '\n';
        }
    }
    if (output.form == Output::Form::dump) {
        std::cout << zab::dump(cluster.nodes());
    } else if (output.form == Output::Form::hash) {
        std::cout << kernel::sha256_hex(zab::dump(cluster.nodes()));
    }
}

}  // namespace

int main(int argc, char* argv[]) try {
    const std::vector<std::string_view> words(argv + std::min(argc, 1), argv + argc);
    const cli::Flags flags(words, zab::flag_names);
    const zab::Parameters parameters = zab::parse_parameters(flags);
    const Output output = cli::parse_output(flags, "--rounds", parameters.rounds);

    run(parameters, output);
    if (!std::cout.flush()) {
        std::cerr << "zabctl: cannot write to standard output\n";
        return 1;
    }
    return 0;
} catch (const cli::FlagError& error) {
    std::cerr << "zabctl: " << error.what() << '\n';
    return 2;
} catch (const std::exception& error) {
    std::cerr << "zabctl: " << error.what() << '\n';
    return 1;
}
