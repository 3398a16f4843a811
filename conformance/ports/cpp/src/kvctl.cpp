// The program of the lab `kv`: runs the scenario that its flags describe and prints the result.

#include "flags.hpp"
#include "kv/cluster.hpp"
#include "kv/dump.hpp"
#include "kv/parameters.hpp"
#include "sha256.hpp"

#include <algorithm>
#include <cstdint>
#include <exception>
#include <iostream>
#include <string_view>
#include <vector>

namespace {

using cli::Output;

void run(const kv::Parameters& parameters, const Output& output) {
    kv::Workload workload(parameters);
    for (std::uint32_t i = 0; i < output.steps && std::cout; ++i) {
        workload.step();
        if (output.form == Output::Form::digests) {
            std::cout << i << ' ' << kernel::sha256_hex(kv::snapshots(workload.replicas())) << '\n';
        }
    }
    const kv::Replica& replica = workload.replicas()[parameters.replica];
    if (output.form == Output::Form::dump) {
        std::cout << kv::snapshot(replica);
    } else if (output.form == Output::Form::hash) {
        std::cout << kernel::sha256_hex(kv::snapshot(replica));
    }
}

}  // namespace

int main(int argc, char* argv[]) try {
    const std::vector<std::string_view> words(argv + std::min(argc, 1), argv + argc);
    const cli::Flags flags(words, kv::flag_names);
    const kv::Parameters parameters = kv::parse_parameters(flags);
    const Output output = cli::parse_output(flags, "--ops", parameters.ops);

    run(parameters, output);
    if (!std::cout.flush()) {
        std::cerr << "kvctl: cannot write to standard output\n";
        return 1;
    }
    return 0;
} catch (const cli::FlagError& error) {
    std::cerr << "kvctl: " << error.what() << '\n';
    return 2;
} catch (const std::exception& error) {
    std::cerr << "kvctl: " << error.what() << '\n';
    return 1;
}
