#include "cluster/parameters.hpp"

#include <optional>
#include <string>

namespace cluster {
namespace {

bool is_link(Link link, NodeId nodes) {
    return link.src < nodes && link.dst < nodes && link.src != link.dst;
}

std::string expected_links(NodeId nodes) {
    return "ids s, d below " + std::to_string(nodes) + ", s not d";
}

std::vector<Link> parse_partition(const cli::Flags& flags, NodeId nodes) {
    constexpr std::string_view flag = "--partition";
    const auto refusal = [&] {
        return flags.refusal(flag, "pairs s,d,... with " + expected_links(nodes));
    };

    const auto numbers = cli::parse_u32_list(flags.value(flag));
    if (!numbers || numbers->size() % 2 != 0) {
        throw refusal();
    }
    std::vector<Link> links;
    for (auto n = numbers->begin(); n != numbers->end(); n += 2) {
        const Link link{n[0], n[1]};
        if (!is_link(link, nodes)) {
            throw refusal();
        }
        links.push_back(link);
    }
    return links;
}

std::vector<Outage> parse_outages(const cli::Flags& flags, NodeId nodes) {
    constexpr std::string_view flag = "--outage";
    const auto refusal = [&] {
        return flags.refusal(flag, "quadruples from,until,s,d,... with from <= until and " +
                                       expected_links(nodes));
    };

    const auto numbers = cli::parse_u32_list(flags.value(flag));
    if (!numbers || numbers->size() % 4 != 0) {
        throw refusal();
    }
    std::vector<Outage> outages;
    for (auto n = numbers->begin(); n != numbers->end(); n += 4) {
        const Outage outage{n[0], n[1], Link{n[2], n[3]}};
        if (outage.from > outage.until || !is_link(outage.link, nodes)) {
            throw refusal();
        }
        outages.push_back(outage);
    }
    return outages;
}

}  // namespace

Parameters parse_parameters(const cli::Flags& flags) {
    Parameters parameters{
        .seed = flags.u64("--seed"),
        .nodes = flags.u32("--nodes", 1),
        .rounds = flags.u32("--rounds"),
        .proposals = flags.u32("--proposals"),
        .partition = {},
        .outages = {},
    };
    if (flags.has("--partition")) {
        parameters.partition = parse_partition(flags, parameters.nodes);
    }
    if (flags.has("--outage")) {
        parameters.outages = parse_outages(flags, parameters.nodes);
    }
    return parameters;
}

}  // namespace cluster
