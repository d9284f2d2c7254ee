//! Work on a PDF that may never end, or nest too deeply: done in a thread with a large stack, and waited for so long.

use std::{
    sync::mpsc,
    thread::{self, Builder},
    time::Duration,
};

/// As long as one document is waited for.
const PATIENCE: Duration = Duration::from_secs(120);

/// Bytes of stack.
const STACK: usize = 256 << 20;

/// What `work` returns; `None` where it does not end in time, or panics. The thread is left behind then: the process is
/// about to end.
pub(crate) fn within_time<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    within(PATIENCE, work)
}

fn within<T: Send + 'static>(patience: Duration, work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    let (done, wait) = mpsc::channel();
    // Where nobody waits any more, nobody wants to know.
    let thread: Result<thread::JoinHandle<()>, _> = Builder::new().stack_size(STACK).spawn(move || {
        let _ = done.send(work());
    });
    thread.ok().and_then(|_| wait.recv_timeout(patience).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_end_is_given_up() {
        assert_eq!(within_time(|| 7), Some(7));
        assert_eq!(
            within(Duration::from_millis(1), || loop {
                thread::sleep(Duration::from_secs(1));
            }),
            None::<()>
        );
    }
}
