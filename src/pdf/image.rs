//! A page as a picture for people: in colour, what matched highlighted, written as PNG.

use crate::page::{Picture, Rect};

/// What a highlighter's ink lets through of red, green and blue.
const INK: [u8; 3] = [255, 226, 82];

/// Points by which a highlight goes beyond the words on both sides.
const MARGIN: f32 = 0.8;

/// A page as a picture in colour.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Image {
    /// Its measures and place; it has no shades of gray.
    pub frame: Picture,
    /// Red, green and blue of each pixel, row after row from the top.
    pub rgb: Vec<u8>,
}

impl Image {
    /// Colours boxes on the page as a highlighter does: what is printed in them stays as dark as it was (blend mode
    /// Multiply, ISO 32000-1, 11.3.5.2). Where boxes overlap the ink counts once.
    pub fn highlight(&mut self, boxes: &[Rect]) {
        let (width, height) = (self.frame.width as usize, self.frame.height as usize);
        let mut inked = vec![false; width * height];
        for &Rect { x0, y0, x1, y1 } in boxes {
            let [left, top, right, bottom] = self.frame.in_picture(Rect { x0: x0 - MARGIN, y0, x1: x1 + MARGIN, y1 });
            let (left, right) = (left.round() as usize, (right.round() as usize).min(width));
            for row in top.round() as usize..(bottom.round() as usize).min(height) {
                inked[row * width + left.min(right)..row * width + right].fill(true);
            }
        }
        for (pixel, _) in self.rgb.chunks_exact_mut(3).zip(&inked).filter(|(_, inked)| **inked) {
            for (value, ink) in pixel.iter_mut().zip(INK) {
                *value = (u16::from(*value) * u16::from(ink) / 255) as u8;
            }
        }
    }

    /// The picture as a PNG file, which says how many pixels are an inch; `None` where it has no pixels.
    pub fn to_png(&self) -> Option<Vec<u8>> {
        const INCHES_A_METRE: f32 = 39.370_08;
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, self.frame.width, self.frame.height);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        let per_metre = (self.frame.resolution * INCHES_A_METRE).round() as u32;
        encoder.set_pixel_dims(Some(png::PixelDimensions { xppu: per_metre, yppu: per_metre, unit: png::Unit::Meter }));
        let mut writer = encoder.write_header().ok()?;
        writer.write_image_data(&self.rgb).ok()?;
        writer.finish().ok()?;
        Some(file)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn image() -> Image {
        let bounds = Rect { x0: 0.0, y0: 0.0, x1: 10.0, y1: 10.0 };
        let frame = Picture { bounds, width: 10, height: 10, resolution: 72.0, ..Picture::default() };
        Image { frame, rgb: [[255; 3], [0; 3]].concat().repeat(50) }
    }

    #[test]
    fn ink_leaves_what_is_black_and_what_stands_elsewhere() {
        let mut lit = image();
        let word = Rect { x0: 2.0, y0: 6.0, x1: 4.0, y1: 8.0 };
        lit.highlight(&[word, word]);
        let pixel = |x: usize, y: usize| &lit.rgb[3 * (10 * y + x)..3 * (10 * y + x) + 3];
        assert_eq!((pixel(2, 2), pixel(3, 2)), (&INK[..], &[0, 0, 0][..]));
        assert_eq!((pixel(2, 1), pixel(2, 4), pixel(6, 2)), (&[255; 3][..], &[255; 3][..], &[255; 3][..]));
    }

    #[test]
    fn boxes_beyond_the_page_are_cut() {
        let mut lit = image();
        lit.highlight(&[
            Rect { x0: -50.0, y0: 9.0, x1: 500.0, y1: 90.0 },
            Rect { x0: 40.0, y0: -9.0, x1: 50.0, y1: -1.0 },
        ]);
        assert_eq!(lit.rgb[..3], INK);
        assert_eq!(lit.rgb[3 * 98..3 * 98 + 3], [255; 3]);
    }

    #[test]
    fn a_file_holds_the_pixels() {
        let file = image().to_png().unwrap();
        let mut reader = png::Decoder::new(std::io::Cursor::new(file)).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut pixels).unwrap();
        assert_eq!((info.width, info.height, pixels), (10, 10, image().rgb));
        assert_eq!(Image::default().to_png(), None);
    }
}
