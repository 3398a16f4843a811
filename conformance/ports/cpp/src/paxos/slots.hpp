// A map from slots, which are numbered from 0 and dense but for gaps.
#pragma once

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

namespace paxos {

using Slot = std::size_t;

template <typename Value>
class Slots {
public:
    // Null if the slot has no value.
    const Value* find(Slot slot) const {
        return slot < values_.size() && values_[slot] ? &*values_[slot] : nullptr;
    }
    bool contains(Slot slot) const { return find(slot) != nullptr; }

    // Replaces the value that is there.
    void set(Slot slot, Value value) {
        if (slot >= values_.size()) {
            values_.resize(slot + 1);
        }
        if (!values_[slot]) {
            ++count_;
        }
        values_[slot] = std::move(value);
        while (contains(first_gap_)) {
            ++first_gap_;
        }
    }

    // How many slots have a value.
    std::size_t count() const { return count_; }
    // One more than the highest slot that has a value.
    Slot end() const { return values_.size(); }
    // The lowest slot that has none.
    Slot first_gap() const { return first_gap_; }

    // Visits the slots that have a value, from `first` on, ascending.
    template <typename Visit>
    void for_each_from(Slot first, Visit visit) const {
        for (Slot slot = first; slot < values_.size(); ++slot) {
            if (values_[slot]) {
                visit(slot, *values_[slot]);
            }
        }
    }
    template <typename Visit>
    void for_each(Visit visit) const {
        for_each_from(0, visit);
    }

private:
    std::vector<std::optional<Value>> values_;
    std::size_t count_ = 0;
    Slot first_gap_ = 0;
};

}  // namespace paxos
