//! Figures with the way each was measured.

use std::io;

use serde::Serialize;

use super::super::{
    status::grouped,
    terminal::{Look, Terminal},
};
use crate::wire;

/// One measured number.
#[derive(Debug, Serialize)]
struct Figure {
    name: &'static str,
    value: f64,
    unit: &'static str,
    how: &'static str,
}

/// All figures of a run, in order.
#[derive(Debug, Default)]
pub(super) struct Figures(Vec<Figure>);

/// The shape of `ibid bench --json`.
#[derive(Debug, Serialize)]
pub(super) struct Shape<'a> {
    v: u32,
    figures: &'a [Figure],
}

impl Figures {
    /// Adds a measured value.
    pub(super) fn add(&mut self, name: &'static str, value: f64, unit: &'static str, how: &'static str) {
        self.0.push(Figure { name, value, unit, how });
    }

    /// Adds a count.
    pub(super) fn count(&mut self, name: &'static str, count: u64, how: &'static str) {
        self.add(name, count as f64, "", how);
    }

    /// As JSON.
    pub(super) fn shape(&self) -> Shape<'_> {
        Shape { v: wire::VERSION, figures: &self.0 }
    }

    /// As a table.
    pub(super) fn print(&self, terminal: &mut Terminal) -> io::Result<()> {
        for Figure { name, value, unit, how } in &self.0 {
            let number = readable(*value);
            terminal.line(&format!("{name:<22}{number:>12} {unit:<8} {}", terminal.paint(Look::Faint, how)))?;
        }
        Ok(())
    }
}

/// Counts as they are, all else to three figures or so.
fn readable(value: f64) -> String {
    match value {
        value if value.fract() == 0.0 || value >= 1_000.0 => grouped(value.round() as u64),
        value if value >= 100.0 => format!("{value:.0}"),
        value if value >= 10.0 => format!("{value:.1}"),
        value => format!("{value:.3}"),
    }
}

/// The smallest of `sorted` that is not below `share` of them (nearest rank); `None` of nothing.
pub(super) fn percentile(sorted: &[f64], share: f64) -> Option<f64> {
    let rank = (share * sorted.len() as f64).ceil() as usize;
    sorted.get(rank.max(1) - 1).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_of_the_nearest_rank() {
        let sorted: Vec<f64> = (1..=100).map(f64::from).collect();
        assert_eq!(percentile(&sorted, 0.5), Some(50.0));
        assert_eq!(percentile(&sorted, 0.99), Some(99.0));
        assert_eq!(percentile(&[7.0], 0.5), Some(7.0));
        assert_eq!(percentile(&[], 0.5), None);
    }

    #[test]
    fn numbers_are_readable() {
        assert_eq!([12_345.6, 81.0, 123.4, 12.34, 0.5678].map(readable), ["12,346", "81", "123", "12.3", "0.568"]);
    }
}
