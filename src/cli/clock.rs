//! What day it is.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::date::Date;

/// Today, UTC.
pub(crate) fn today() -> Date {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |elapsed| elapsed.as_secs());
    Date::from_days_since_epoch((seconds / 86_400) as i64)
}
