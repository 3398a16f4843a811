#pragma once

#include "cluster/parameters.hpp"

#include <map>
#include <vector>

namespace cluster {

// Which messages are lost on arrival. A partition is an outage without an end.
class Faults {
public:
    explicit Faults(const Parameters& parameters);

    bool loses(Link link, Tick t) const;

private:
    struct Interval {
        Tick from;
        Tick until;
    };

    std::map<Link, std::vector<Interval>> cuts_;
};

}  // namespace cluster
