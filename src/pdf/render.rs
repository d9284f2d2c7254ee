//! Pages as pictures, for reading scans and for looking at them: the only file that names `hayro`.
//!
//! What panics in the renderer costs its page.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use hayro::{
    RenderCache, RenderSettings,
    hayro_interpret::InterpreterSettings,
    vello_cpu::{Pixmap, RasterizerSettings, RenderContext, Resources, TargetInit, color::palette::css::WHITE},
};
use hayro_syntax::{Pdf, page::Page};

use super::{Image, Unreadable, ibid, opening};
use crate::page::{GlyphPage, Picture};

/// Most pixels of a picture: an A3 page at 300 dpi has 17 million.
const MOST_PIXELS: f32 = 18e6;
/// Most pixels along an edge, which a renderer's 16 bits and the recogniser's 32,767 both hold.
const LONGEST_EDGE: f32 = 30_000.0;
/// Points of an inch.
const INCH: f32 = 72.0;

/// A document whose pages can be drawn.
pub struct Canvas {
    pdf: Pdf,
}

impl Canvas {
    /// Opens a PDF.
    ///
    /// # Errors
    /// Why it cannot be opened.
    pub fn open(pdf: Arc<Vec<u8>>, password: Option<&str>) -> Result<Self, Unreadable> {
        Ok(Self { pdf: opening::open(pdf, password)? })
    }

    /// The page of this number (from 1) in shades of gray, at about `resolution` pixels to an inch of paper, fewer where it
    /// is very large; `None` where there is no such page or it cannot be drawn.
    pub fn picture(&self, number: u32, resolution: f32) -> Option<Picture> {
        // Luma of ITU-R BT.601, as whole numbers.
        let gray = |[red, green, blue]: [u8; 3]| {
            ((77 * u32::from(red) + 150 * u32::from(green) + 29 * u32::from(blue)) >> 8) as u8
        };
        let (picture, pixels) = self.draw(number, resolution)?;
        Some(Picture { gray: pixels.data().iter().map(|pixel| gray([pixel.r, pixel.g, pixel.b])).collect(), ..picture })
    }

    /// The same in colour.
    pub fn image(&self, number: u32, resolution: f32) -> Option<Image> {
        let (frame, pixels) = self.draw(number, resolution)?;
        Some(Image { frame, rgb: pixels.data().iter().flat_map(|pixel| [pixel.r, pixel.g, pixel.b]).collect() })
    }

    /// The frame of a picture, and its pixels.
    fn draw(&self, number: u32, resolution: f32) -> Option<(Picture, Pixmap)> {
        let page = self.pdf.pages().get((number as usize).checked_sub(1)?)?;
        catch_unwind(AssertUnwindSafe(|| draw(page, number, resolution))).ok()
    }
}

fn draw(page: &Page<'_>, number: u32, resolution: f32) -> (Picture, Pixmap) {
    let mut shape = GlyphPage::default();
    ibid::prepare(&mut shape, number, page);
    let (width, height) = page.render_dimensions();
    let unit = page.raw().get::<f32>(b"UserUnit".as_slice()).filter(|unit| (0.01..1e4).contains(unit)).unwrap_or(1.0);
    let wanted = resolution * unit / INCH;
    let largest = (MOST_PIXELS / (width * height)).sqrt().min(LONGEST_EDGE / width.max(height));
    let scale = wanted.min(largest);
    let edge = |points: f32| (points * scale).clamp(1.0, LONGEST_EDGE) as u16;
    let (columns, rows) = (edge(width), edge(height));
    let scale_to = |pixels: u16, points: f32| f64::from(pixels) / f64::from(points);
    let transform = hayro::kurbo::Affine::scale_non_uniform(scale_to(columns, width), scale_to(rows, height))
        * hayro_transform(page);
    let frame = Picture {
        number,
        bounds: shape.bounds,
        rotation: shape.rotation,
        width: columns.into(),
        height: rows.into(),
        gray: Vec::new(),
        resolution: scale * INCH / unit,
    };
    (frame, paint(page, columns, rows, transform))
}

fn hayro_transform(page: &Page<'_>) -> hayro::kurbo::Affine {
    use hayro::hayro_interpret::util::TransformExt;
    page.initial_transform(true).to_kurbo()
}

/// The page on white paper.
fn paint(page: &Page<'_>, columns: u16, rows: u16, transform: hayro::kurbo::Affine) -> Pixmap {
    let mut context = RenderContext::new(columns, rows);
    // One cache a page: pages are few that are drawn, and a cache only grows.
    let (cache, settings) = (RenderCache::new(), InterpreterSettings::default());
    hayro::render_into(page, &cache, &settings, &RenderSettings::default(), &mut context, transform);
    context.flush();
    let mut pixels = Pixmap::new(columns, rows);
    let settings = RasterizerSettings { target_init: TargetInit::Clear(WHITE), ..RasterizerSettings::default() };
    context.render_with(&mut pixels, &mut Resources::default(), settings);
    pixels
}
