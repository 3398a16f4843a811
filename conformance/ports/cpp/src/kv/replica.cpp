#include "kv/replica.hpp"

#include <algorithm>
#include <utility>

namespace kv {

bool Replica::try_append(std::shared_ptr<const LogEntry> entry) {
    if (entry->idx != log_.size() + 1) {
        return false;
    }
    log_.push_back(std::move(entry));
    return true;
}

void Replica::commit_to(std::uint64_t idx) {
    const std::uint64_t target = std::min<std::uint64_t>(idx, log_.size());
    for (; commit_index_ < target; ++commit_index_) {
        apply(log_[commit_index_]->op);
    }
}

void Replica::truncate_and_replay(const Log& log, std::uint64_t commit) {
    log_ = log;
    state_machine_.clear();
    commit_index_ = 0;
    commit_to(commit);
}

void Replica::apply(const Op& op) {
    if (const auto* put = std::get_if<Put>(&op)) {
        state_machine_.insert_or_assign(put->key, put->value);
    } else if (const auto* del = std::get_if<Del>(&op)) {
        state_machine_.erase(del->key);
    }
}

}  // namespace kv
