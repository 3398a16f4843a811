#include "cluster/faults.hpp"

#include <algorithm>
#include <limits>

namespace cluster {

Faults::Faults(const Parameters& parameters) {
    for (const Link link : parameters.partition) {
        cuts_[link].push_back({0, std::numeric_limits<Tick>::max()});
    }
    for (const Outage& outage : parameters.outages) {
        cuts_[outage.link].push_back({outage.from, outage.until});
    }
}

bool Faults::loses(Link link, Tick t) const {
    const auto found = cuts_.find(link);
    return found != cuts_.end() &&
           std::ranges::any_of(found->second, [t](Interval cut) { return cut.from <= t && t < cut.until; });
}

}  // namespace cluster
