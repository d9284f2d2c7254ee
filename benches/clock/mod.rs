//! How long work takes: on Unix by the time of this thread on a processor, for a machine that does other things besides says little
//! by the clock; by the clock elsewhere.

use std::time::Instant;

/// When something began.
pub(crate) struct Begun {
    on_processor: Option<f64>,
    at: Instant,
}

impl Begun {
    /// Now.
    pub(crate) fn now() -> Self {
        Self { on_processor: on_processor(), at: Instant::now() }
    }

    /// What it took until now, milliseconds.
    pub(crate) fn took(&self) -> f64 {
        let worked = on_processor().zip(self.on_processor).map(|(end, start)| end - start);
        worked.unwrap_or_else(|| self.at.elapsed().as_secs_f64()) * 1e3
    }
}

/// How long this thread was on a processor, seconds.
#[cfg(unix)]
fn on_processor() -> Option<f64> {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Some(time.tv_sec as f64 + time.tv_nsec as f64 / 1e9)
}

/// How long this thread was on a processor: not told here.
#[cfg(not(unix))]
fn on_processor() -> Option<f64> {
    None
}
