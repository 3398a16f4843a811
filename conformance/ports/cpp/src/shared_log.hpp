// A log that is cheap to copy, as a message that carries one asks for.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace kernel {

// A length and entries that copies share. The entries only ever grow, so nobody sees another copy append:
// the log inside a message stays what it was when sent. Nodes that append the same entries share them; one
// that appends something else than what is already there gets entries of its own.
template <typename Entry>
class SharedLog {
public:
    std::size_t size() const { return size_; }
    bool empty() const { return size_ == 0; }
    std::span<const Entry> entries() const { return {entries_->data(), size_}; }

    void append(Entry entry) {
        const bool at_end = size_ == entries_->size();
        if (!at_end && (*entries_)[size_] == entry) {
            ++size_;
            return;
        }
        if (!at_end) {
            const auto own = entries();
            entries_ = std::make_shared<std::vector<Entry>>(own.begin(), own.end());
        }
        entries_->push_back(std::move(entry));
        ++size_;
    }

private:
    std::shared_ptr<std::vector<Entry>> entries_ = std::make_shared<std::vector<Entry>>();
    std::size_t size_ = 0;
};

}  // namespace kernel
