//! A map from slots, which are numbered from 0.

/// Ascending, and dense but for gaps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slots<T> {
    values: Vec<Option<T>>,
    /// How many slots have a value, and which is the first without one.
    filled: usize,
    first_gap: usize,
}

impl<T> Default for Slots<T> {
    fn default() -> Self {
        Self {
            values: Vec::new(),
            filled: 0,
            first_gap: 0,
        }
    }
}

impl<T> Slots<T> {
    pub fn get(&self, slot: usize) -> Option<&T> {
        self.values.get(slot)?.as_ref()
    }

    pub fn contains(&self, slot: usize) -> bool {
        self.get(slot).is_some()
    }

    /// Replaces what is there.
    pub fn insert(&mut self, slot: usize, value: T) {
        if self.values.len() <= slot {
            self.values.resize_with(slot + 1, || None);
        }
        if self.values[slot].replace(value).is_none() {
            self.filled += 1;
        }
        while self.contains(self.first_gap) {
            self.first_gap += 1;
        }
    }

    /// How many slots have a value.
    pub fn len(&self) -> usize {
        self.filled
    }

    pub fn is_empty(&self) -> bool {
        self.filled == 0
    }

    /// One more than the highest slot with a value.
    pub fn end(&self) -> usize {
        self.values.len()
    }

    /// The lowest slot without a value.
    pub fn first_gap(&self) -> usize {
        self.first_gap
    }

    /// The slots from `first` on that have a value, ascending.
    pub fn iter_from(&self, first: usize) -> impl Iterator<Item = (usize, &T)> {
        let values = self.values.iter().enumerate().skip(first);
        values.filter_map(|(slot, value)| Some((slot, value.as_ref()?)))
    }

    pub fn iter(&self) -> impl Iterator<Item = (usize, &T)> {
        self.iter_from(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_its_gaps_its_end_and_how_many_it_has() {
        let mut slots = Slots::default();
        for (slot, len, end, first_gap) in [
            (2, 1, 3, 0),
            (0, 2, 3, 1),
            (0, 2, 3, 1),
            (1, 3, 3, 3),
            (4, 4, 5, 3),
            (3, 5, 5, 5),
        ] {
            slots.insert(slot, 'a');
            assert_eq!(
                (slots.len(), slots.end(), slots.first_gap()),
                (len, end, first_gap),
                "after {slot}"
            );
        }
    }

    #[test]
    fn iterates_in_ascending_order_over_the_latest_values() {
        let mut slots = Slots::default();
        for (slot, value) in [(3, 'd'), (1, 'x'), (5, 'f'), (1, 'b')] {
            slots.insert(slot, value);
        }
        let all: Vec<_> = slots.iter().collect();
        assert_eq!(all, [(1, &'b'), (3, &'d'), (5, &'f')]);
        let some: Vec<_> = slots.iter_from(2).collect();
        assert_eq!(some, [(3, &'d'), (5, &'f')]);
        assert_eq!((slots.get(2), slots.get(9)), (None, None));
    }
}
