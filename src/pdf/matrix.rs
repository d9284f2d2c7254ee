//! Plane transformations (ISO 32000-1, 8.3.3).

use crate::page::Rect;

/// Takes `(x, y)` to `(a x + c y + e, b x + d y + f)`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Matrix {
    pub(super) a: f64,
    pub(super) b: f64,
    pub(super) c: f64,
    pub(super) d: f64,
    pub(super) e: f64,
    pub(super) f: f64,
}

impl Matrix {
    pub(super) const IDENTITY: Self = Self { a: 1.0, b: 0.0, c: 0.0, d: 1.0, e: 0.0, f: 0.0 };

    pub(super) const fn new([a, b, c, d, e, f]: [f64; 6]) -> Self {
        Self { a, b, c, d, e, f }
    }

    /// First `self`, then `outer`.
    pub(super) fn then(&self, outer: &Self) -> Self {
        Self {
            a: self.a * outer.a + self.b * outer.c,
            b: self.a * outer.b + self.b * outer.d,
            c: self.c * outer.a + self.d * outer.c,
            d: self.c * outer.b + self.d * outer.d,
            e: self.e * outer.a + self.f * outer.c + outer.e,
            f: self.e * outer.b + self.f * outer.d + outer.f,
        }
    }

    /// Moves the origin by `(x, y)` of this matrix's own space.
    pub(super) fn advance(&mut self, x: f64, y: f64) {
        self.e += x * self.a + y * self.c;
        self.f += x * self.b + y * self.d;
    }

    /// The upright rectangle around where a rectangle comes to lie.
    pub(super) fn bounds(&self, x0: f64, y0: f64, x1: f64, y1: f64) -> Rect {
        let corners = [(x0, y0), (x1, y0), (x0, y1), (x1, y1)].map(|(x, y)| self.apply(x, y));
        let least = |of: fn((f64, f64)) -> f64| corners.map(of).into_iter().fold(f64::INFINITY, f64::min) as f32;
        let most = |of: fn((f64, f64)) -> f64| corners.map(of).into_iter().fold(f64::NEG_INFINITY, f64::max) as f32;
        Rect { x0: least(|p| p.0), y0: least(|p| p.1), x1: most(|p| p.0), y1: most(|p| p.1) }
    }

    /// Where a point comes to lie.
    pub(super) fn apply(&self, x: f64, y: f64) -> (f64, f64) {
        (self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f)
    }
}

#[cfg(test)]
mod tests {
    use super::Matrix;

    #[test]
    fn inner_comes_first() {
        let double = Matrix::new([2.0, 0.0, 0.0, 2.0, 0.0, 0.0]);
        let shift = Matrix::new([1.0, 0.0, 0.0, 1.0, 5.0, 7.0]);
        assert_eq!(double.then(&shift).apply(1.0, 1.0), (7.0, 9.0));
        assert_eq!(shift.then(&double).apply(1.0, 1.0), (12.0, 16.0));
    }

    #[test]
    fn advance_is_a_translation_first() {
        let mut turned = Matrix::new([0.0, 1.0, -1.0, 0.0, 10.0, 10.0]);
        turned.advance(3.0, 0.0);
        assert_eq!(turned.apply(0.0, 0.0), (10.0, 13.0));
    }
}
