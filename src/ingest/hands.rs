//! Hands: how the recognition of pages is shared between readers.
//!
//! There are as many hands as jobs. Each reader has one of its own; those of readers that have nothing to do are spare,
//! and lent to readers whose documents have pages waiting. So one document of scans has all of them, and many documents
//! have one each.

use std::sync::atomic::{AtomicU32, Ordering};

use super::frame::Step;

/// How many pages of a document may be recognised at a time, which may change meanwhile.
#[derive(Debug)]
pub(super) struct Hands(AtomicU32);

impl Hands {
    pub(super) fn new(many: u32) -> Self {
        Self(AtomicU32::new(many))
    }

    pub(super) fn allow(&self, many: u32) {
        self.0.store(many, Ordering::Relaxed);
    }

    pub(super) fn allowed(&self) -> u32 {
        self.0.load(Ordering::Relaxed).max(1)
    }
}

/// Hands that nobody uses.
#[derive(Debug)]
pub(super) struct Spare(AtomicU32);

impl Spare {
    pub(super) fn new(many: u32) -> Self {
        Self(AtomicU32::new(many))
    }

    pub(super) fn give(&self, many: u32) {
        self.0.fetch_add(many, Ordering::Relaxed);
    }

    /// As many as are wanted or there are.
    fn take(&self, wanted: u32) -> u32 {
        let taken = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |many| Some(many - many.min(wanted)));
        taken.unwrap_or_else(|many| many).min(wanted)
    }
}

/// The recognition of one document as its reader tells it, and the hands that it has.
pub(super) struct Watch<'a> {
    spare: &'a Spare,
    hands: u32,
    at_work: u32,
    waiting: u32,
    /// The page that was begun last: the one being drawn, if any is.
    pub(super) last: Option<u32>,
}

impl<'a> Watch<'a> {
    /// Of a document of which nothing has been heard.
    pub(super) fn new(spare: &'a Spare) -> Self {
        Self { spare, hands: 1, at_work: 0, waiting: 0, last: None }
    }

    pub(super) fn hear(&mut self, step: Step) {
        match step {
            Step::Begun { page, waiting } => {
                self.last = Some(page);
                self.waiting = waiting;
                self.at_work += 1;
            }
            Step::Ended { .. } => self.at_work = self.at_work.saturating_sub(1),
        }
    }

    /// How many hands the document has from now on, where that is another number than before.
    pub(super) fn settle(&mut self) -> Option<u32> {
        let wanted = (self.at_work + self.waiting).max(1);
        let before = self.hands;
        if before < wanted {
            self.hands += self.spare.take(wanted - before);
        } else {
            self.spare.give(before - wanted);
            self.hands = wanted;
        }
        (self.hands != before).then_some(self.hands)
    }
}

impl Drop for Watch<'_> {
    fn drop(&mut self) {
        self.spare.give(self.hands - 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spare_hands_go_where_pages_wait_and_come_back() {
        let spare = Spare::new(2);
        let mut one = Watch::new(&spare);
        assert_eq!(one.settle(), None, "nothing waits");
        one.hear(Step::Begun { page: 1, waiting: 9 });
        assert_eq!(one.settle(), Some(3));
        let mut other = Watch::new(&spare);
        other.hear(Step::Begun { page: 4, waiting: 3 });
        assert_eq!(other.settle(), None, "nobody has a hand left");
        spare.give(1);
        assert_eq!(other.settle(), Some(2), "a reader has gone home");
        one.hear(Step::Begun { page: 10, waiting: 0 });
        one.hear(Step::Ended { page: 1 });
        assert_eq!(one.settle(), Some(1), "the last page needs one");
        assert_eq!(other.settle(), Some(4));
        drop(other);
        assert_eq!(spare.take(9), 3);
    }
}
