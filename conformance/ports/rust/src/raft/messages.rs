//! What nodes replicate, and what they say to each other.

use std::rc::Rc;

use crate::shared_log::SharedLog;

pub type Term = u64;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub term: Term,
    /// Empty in a no-op.
    pub payload: Rc<str>,
}

/// Entries have the indexes 1, 2, ...; the length is also the last index.
pub type Log = SharedLog<Entry>;

impl Log {
    /// The term of the entry at an index, 0 for the index 0.
    pub fn term_at(&self, index: usize) -> Term {
        match index.checked_sub(1) {
            Some(place) => self.with(|entries| entries[place].term),
            None => 0,
        }
    }

    /// 0 when the log is empty.
    pub fn last_term(&self) -> Term {
        self.term_at(self.len())
    }

    /// Up to which index the two logs are the same. Where two logs have an entry of the same index
    /// and term they agree in everything up to it (invariant 3), so this is a binary search.
    pub fn common_len(&self, other: &Self) -> usize {
        self.with(|own| {
            other.with(|others| {
                let len = own.len().min(others.len());
                if len == 0 || own[len - 1].term == others[len - 1].term {
                    return len; // As a rule, one has only what the other has not yet.
                }
                let (mut same, mut different) = (0, len);
                while different - same > 1 {
                    let middle = same + (different - same) / 2;
                    if own[middle - 1].term == others[middle - 1].term {
                        same = middle;
                    } else {
                        different = middle;
                    }
                }
                same
            })
        })
    }
}

/// The values are as they were when the message was sent; `term` is the sender's current_term.
#[derive(Debug, Clone)]
pub struct Message {
    pub term: Term,
    pub body: Body,
}

/// "Handlers" of raft.md lists them in this order.
#[derive(Debug, Clone)]
pub enum Body {
    RequestVote {
        last_index: usize,
        last_term: Term,
    },
    RequestVoteReply {
        granted: bool,
    },
    AppendEntries {
        prev_index: usize,
        /// The sender's whole log: it carries the entries after `prev_index`, and tells prev_term.
        log: Log,
        commit: usize,
    },
    AppendReply {
        ok: bool,
        match_index: usize,
        len: usize,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    fn log(terms: &[Term]) -> Log {
        let mut log = Log::default();
        for &term in terms {
            let payload = format!("{term}").into();
            log.append(Entry { term, payload });
        }
        log
    }

    #[test]
    fn indexes_count_from_one_and_the_term_of_nothing_is_0() {
        let log = log(&[1, 1, 3]);
        let terms: Vec<_> = (0..=3).map(|index| log.term_at(index)).collect();
        assert_eq!(terms, [0, 1, 1, 3]);
        assert_eq!((log.last_term(), Log::default().last_term()), (3, 0));
    }

    #[test]
    fn common_len_is_the_last_index_at_which_the_terms_are_the_same() {
        let mine = log(&[1, 1, 2, 2, 4]);
        for (terms, expected) in [
            (&[][..], 0),
            (&[3], 0),
            (&[1], 1),
            (&[1, 3, 3], 1),
            (&[1, 1, 2], 3),
            (&[1, 1, 2, 3, 3, 3], 3),
            (&[1, 1, 2, 2, 4], 5),
            (&[1, 1, 2, 2, 4, 4], 5),
            (&[1, 1, 2, 2, 3], 4),
        ] {
            assert_eq!(mine.common_len(&log(terms)), expected, "{terms:?}");
            assert_eq!(log(terms).common_len(&mine), expected, "{terms:?}");
        }
    }
}
