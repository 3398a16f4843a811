//! A log that is cheap to send.

use std::cell::RefCell;
use std::rc::Rc;

/// The first `len` entries of a log that may be shared with others.
///
/// A clone costs the same however long the log is, and does not change when the original grows,
/// which is what a message that carries a log needs. Nothing in what is shared is ever changed or
/// removed, so nodes that hold the same entries can go on sharing them; a log copies its own part
/// only when it departs from what another one has appended.
#[derive(Debug, Clone)]
pub struct SharedLog<E> {
    entries: Rc<RefCell<Vec<E>>>,
    len: usize,
}

impl<E> Default for SharedLog<E> {
    fn default() -> Self {
        Self {
            entries: Rc::default(),
            len: 0,
        }
    }
}

impl<E> SharedLog<E> {
    pub fn len(&self) -> usize {
        self.len
    }

    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    pub fn for_each(&self, visit: impl FnMut(&E)) {
        self.with(|entries| entries.iter().for_each(visit));
    }

    pub fn with<T>(&self, read: impl FnOnce(&[E]) -> T) -> T {
        read(&self.entries.borrow()[..self.len])
    }
}

impl<E: Clone + PartialEq> SharedLog<E> {
    pub fn append(&mut self, entry: E) {
        let shared = self.entries.borrow().get(self.len).cloned();
        match shared {
            None => self.entries.borrow_mut().push(entry),
            Some(next) if next == entry => {}
            Some(_) => {
                let mut own = self.entries.borrow()[..self.len].to_vec();
                own.push(entry);
                self.entries = Rc::new(RefCell::new(own));
            }
        }
        self.len += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn log(entries: &str) -> SharedLog<char> {
        let mut log = SharedLog::default();
        entries.chars().for_each(|entry| log.append(entry));
        log
    }

    fn text(log: &SharedLog<char>) -> String {
        log.with(|entries| entries.iter().collect())
    }

    #[test]
    fn a_clone_does_not_see_what_the_original_appends() {
        let mut original = log("a");
        let clone = original.clone();
        original.append('b');
        assert_eq!((text(&clone), clone.len()), ("a".into(), 1));
        assert_eq!((text(&original), original.len()), ("ab".into(), 2));
    }

    #[test]
    fn clones_share_their_entries_until_they_depart() {
        let mut original = log("a");
        let (mut same, mut other) = (original.clone(), original.clone());
        original.append('b');
        same.append('b');
        assert!(Rc::ptr_eq(&original.entries, &same.entries));
        other.append('c');
        assert!(!Rc::ptr_eq(&original.entries, &other.entries));
        assert_eq!(text(&other), "ac");
        assert_eq!((text(&original), text(&same)), ("ab".into(), "ab".into()));
    }
}
