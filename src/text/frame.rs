//! Directions of writing: text is laid out in a frame whose first axis runs along the baseline.

use crate::page::Rect;

/// A frame turned so that `along` grows in the direction of writing and `across` from the foot of a line to its head.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Frame {
    cos: f32,
    sin: f32,
}

impl Frame {
    /// Left to right on an unturned page.
    pub(super) const LEVEL: Self = Self { cos: 1.0, sin: 0.0 };

    /// The frame of glyphs that advance by `(dx, dy)`; directions within half a degree of an axis are that axis.
    pub(super) fn along(dx: f32, dy: f32) -> Self {
        let length = dx.hypot(dy);
        if !length.is_normal() {
            return Self::LEVEL;
        }
        let snap = |part: f32| if part.abs() < 0.01 { 0.0 } else { part };
        let (cos, sin) = (snap(dx / length), snap(dy / length));
        match (cos, sin) {
            (_, 0.0) => Self { cos: cos.signum(), sin },
            (0.0, _) => Self { cos, sin: sin.signum() },
            _ => Self { cos, sin },
        }
    }

    /// Whether glyphs that advance by `(dx, dy)` are written in this frame, within about two degrees.
    pub(super) fn holds(self, dx: f32, dy: f32) -> bool {
        let (along, across) = self.place(dx, dy);
        along > 0.0 && across.abs() <= 0.04 * along
    }

    /// A point of the page, or a vector, in the frame: (along, across).
    pub(super) fn place(self, x: f32, y: f32) -> (f32, f32) {
        (x * self.cos + y * self.sin, y * self.cos - x * self.sin)
    }

    /// The upright rectangle on the page around a rectangle of the frame.
    pub(super) fn bounds(self, along: (f32, f32), across: (f32, f32)) -> Rect {
        let point = |u: f32, v: f32| (u * self.cos - v * self.sin, u * self.sin + v * self.cos);
        let (x, y) = point(along.0, across.0);
        let mut rect = Rect { x0: x, y0: y, x1: x, y1: y };
        for (u, v) in [(along.0, across.1), (along.1, across.0), (along.1, across.1)] {
            let (x, y) = point(u, v);
            rect.x0 = rect.x0.min(x);
            rect.x1 = rect.x1.max(x);
            rect.y0 = rect.y0.min(y);
            rect.y1 = rect.y1.max(y);
        }
        rect
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quarter_turn_maps_there_and_back() {
        let frame = Frame::along(0.0, 5.0);
        assert!(frame.holds(0.0, 3.0) && !frame.holds(3.0, 0.0));
        assert_eq!(frame.place(100.0, 20.0), (20.0, -100.0));
        let rect = frame.bounds((20.0, 30.0), (-102.0, -92.0));
        assert_eq!(rect, Rect { x0: 92.0, y0: 20.0, x1: 102.0, y1: 30.0 });
    }

    #[test]
    fn no_direction_is_level() {
        assert_eq!(Frame::along(0.0, 0.0), Frame::LEVEL);
        assert_eq!(Frame::along(f32::NAN, 1.0), Frame::LEVEL);
        assert_eq!(Frame::along(7.0, 0.001), Frame::LEVEL);
    }
}
