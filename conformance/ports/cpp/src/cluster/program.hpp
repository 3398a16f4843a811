// The program of a cluster lab: runs the scenario that its flags describe and prints the result.
#pragma once

#include "cluster/cluster.hpp"
#include "cluster/parameters.hpp"
#include "flags.hpp"
#include "sha256.hpp"

#include <algorithm>
#include <cstdint>
#include <exception>
#include <iostream>
#include <string_view>
#include <vector>

namespace cluster {

template <Member Node>
void run(const Parameters& parameters, const cli::Output& output) {
    using Form = cli::Output::Form;
    Cluster<Node> cluster(parameters);
    for (std::uint32_t t = 0; t < output.steps && std::cout; ++t) {
        cluster.step();
        if (output.form == Form::digests) {
            std::cout << t << ' ' << kernel::sha256_hex(cluster.dump()) << '\n';
        }
    }
    if (output.form == Form::dump) {
        std::cout << cluster.dump();
    } else if (output.form == Form::hash) {
        std::cout << kernel::sha256_hex(cluster.dump());
    }
}

// Returns the exit code.
template <Member Node>
int run_program(std::string_view name, int argc, char* argv[]) try {
    const std::vector<std::string_view> words(argv + std::min(argc, 1), argv + argc);
    const cli::Flags flags(words, flag_names);
    const Parameters parameters = parse_parameters(flags);
    const cli::Output output = cli::parse_output(flags, "--rounds", parameters.rounds);

    run<Node>(parameters, output);
    if (!std::cout.flush()) {
        std::cerr << name << ": cannot write to standard output\n";
        return 1;
    }
    return 0;
} catch (const cli::FlagError& error) {
    std::cerr << name << ": " << error.what() << '\n';
    return 2;
} catch (const std::exception& error) {
    std::cerr << name << ": " << error.what() << '\n';
    return 1;
}

}  // namespace cluster
