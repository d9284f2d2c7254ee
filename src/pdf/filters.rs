//! Filters of streams (ISO 32000-1, 7.4) other than Flate, and predictors: bounded, and of damaged data as much as comes before
//! the damage.

use hayro_syntax::object::{
    Dict,
    dict::keys::{BITS_PER_COMPONENT, COLORS, COLUMNS, EARLY_CHANGE, PREDICTOR},
};

/// `ASCIIHexDecode`
pub(super) fn ascii_hex(data: &[u8], out: &mut Vec<u8>) {
    let mut high = None;
    let digits = data.iter().take_while(|byte| **byte != b'>').filter_map(|byte| (*byte as char).to_digit(16));
    for digit in digits.map(|digit| digit as u8) {
        match high.take() {
            None => high = Some(digit),
            Some(first) => out.push(first << 4 | digit),
        }
    }
    out.extend(high.map(|first: u8| first << 4));
}

/// `ASCII85Decode`
pub(super) fn ascii_85(data: &[u8], limit: usize, out: &mut Vec<u8>) {
    let data = data.trim_ascii_start().strip_prefix(b"<~").unwrap_or(data);
    let (mut value, mut count) = (0_u32, 0);
    for byte in data.iter().take_while(|byte| **byte != b'~') {
        match byte {
            b'z' if count == 0 => out.extend([0; 4]),
            b'!'..=b'u' => {
                value = value.wrapping_mul(85).wrapping_add(u32::from(byte - b'!'));
                count += 1;
            }
            _ => {}
        }
        if count == 5 {
            out.extend(value.to_be_bytes());
            (value, count) = (0, 0);
        }
        if out.len() >= limit {
            return;
        }
    }
    if count > 1 {
        (count..5).for_each(|_| value = value.wrapping_mul(85).wrapping_add(84));
        out.extend(&value.to_be_bytes()[..count - 1]);
    }
}

/// `RunLengthDecode`
pub(super) fn run_length(data: &[u8], limit: usize, out: &mut Vec<u8>) {
    let mut rest = data;
    while let Some((&length, after)) = rest.split_first().filter(|(length, _)| **length != 128) {
        if out.len() >= limit {
            return;
        }
        if length < 128 {
            let (run, behind) = after.split_at(after.len().min(usize::from(length) + 1));
            out.extend_from_slice(run);
            rest = behind;
        } else {
            let Some((byte, behind)) = after.split_first() else { return };
            out.resize(out.len() + 257 - usize::from(length), *byte);
            rest = behind;
        }
    }
}

/// `LZWDecode`
pub(super) fn lzw(data: &[u8], parameters: &Dict<'_>, limit: usize, out: &mut Vec<u8>) {
    const CLEAR: u32 = 256;
    const END: u32 = 257;
    const MOST: usize = 4096 - 258;
    let early = usize::from(parameters.get::<i32>(EARLY_CHANGE) != Some(0));
    // What each code from 258 on stands for: a stretch of the output, that of the code before it and one byte more.
    let mut table: Vec<(usize, usize)> = Vec::with_capacity(MOST);
    let mut bits = Bits { data, at: 0 };
    loop {
        let width = match 257 + table.len() + early {
            2048.. => 12,
            1024.. => 11,
            512.. => 10,
            _ => 9,
        };
        let start = out.len();
        match bits.next(width) {
            Some(CLEAR) => {
                table.clear();
                continue;
            }
            Some(END) | None => return,
            Some(code @ 0..CLEAR) => out.push(code as u8),
            Some(code) => {
                let Some(&(from, length)) = table.get(code as usize - 258) else { return };
                // It may reach into what is being written.
                (from..from + length).for_each(|at| out.push(out[at]));
            }
        }
        if out.len() >= limit {
            return;
        }
        if table.len() < MOST {
            table.push((start, out.len() + 1 - start));
        }
    }
}

/// Numbers of several bits, the highest bit first.
struct Bits<'d> {
    data: &'d [u8],
    /// Bits read.
    at: usize,
}

impl Bits<'_> {
    fn next(&mut self, width: usize) -> Option<u32> {
        let first = self.at / 8;
        let bytes = self.data.get(first..)?;
        let window = bytes.iter().chain(&[0, 0]).take(3).fold(0, |window, byte| window << 8 | u32::from(*byte));
        self.at += width;
        if self.at > 8 * self.data.len() {
            return None;
        }
        Some(window >> (24 - width - (self.at - width) % 8) & ((1 << width) - 1))
    }
}

/// Undoes the prediction of `/Predictor`, if there was one.
pub(super) fn unpredict(data: &mut Vec<u8>, parameters: &Dict<'_>) {
    let predictor = parameters.get::<i32>(PREDICTOR).unwrap_or(1);
    let number =
        |key: &[u8], default| parameters.get::<u32>(key).filter(|value| *value > 0).unwrap_or(default) as usize;
    let (colors, bits, columns) = (number(COLORS, 1), number(BITS_PER_COMPONENT, 8), number(COLUMNS, 1));
    let pixel = colors.saturating_mul(bits);
    let row = pixel.saturating_mul(columns).div_ceil(8);
    match predictor {
        2 if bits == 8 => data.chunks_mut(row).for_each(|row| add_left(row, colors)),
        10.. => unpredict_png(data, row, pixel.div_ceil(8)),
        _ => {}
    }
}

fn add_left(row: &mut [u8], distance: usize) {
    for at in distance..row.len() {
        row[at] = row[at].wrapping_add(row[at - distance]);
    }
}

/// Each row begins with a byte that names its filter (PNG, 9.2).
fn unpredict_png(data: &mut Vec<u8>, row: usize, pixel: usize) {
    let mut written = 0;
    let mut read = 0;
    while read + 1 < data.len() {
        let filter = data[read];
        let length = row.min(data.len() - read - 1);
        data.copy_within(read + 1..read + 1 + length, written);
        read += 1 + length;
        let (above, current) = data.split_at_mut(written);
        let above = &above[above.len().saturating_sub(row)..];
        png_row(filter, &mut current[..length], above, pixel);
        written += length;
    }
    data.truncate(written);
}

fn png_row(filter: u8, row: &mut [u8], above: &[u8], pixel: usize) {
    let up = |at: usize| above.get(at).copied().unwrap_or(0);
    match filter {
        1 => add_left(row, pixel),
        2 => row.iter_mut().zip(above).for_each(|(byte, up)| *byte = byte.wrapping_add(*up)),
        3 | 4 => {
            for at in 0..row.len() {
                let before = at.checked_sub(pixel);
                let (left, corner) = (before.map_or(0, |at| row[at]), before.map_or(0, up));
                let predicted = match filter {
                    3 => ((u16::from(left) + u16::from(up(at))) / 2) as u8,
                    _ => paeth(left, up(at), corner),
                };
                row[at] = row[at].wrapping_add(predicted);
            }
        }
        _ => {}
    }
}

fn paeth(left: u8, up: u8, corner: u8) -> u8 {
    let estimate = i16::from(left) + i16::from(up) - i16::from(corner);
    let [by_left, by_up, by_corner] = [left, up, corner].map(|value| (estimate - i16::from(value)).abs());
    match (by_left <= by_up && by_left <= by_corner, by_up <= by_corner) {
        (true, _) => left,
        (false, true) => up,
        (false, false) => corner,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hayro_syntax::object::FromBytes;
    use proptest::prelude::*;

    fn decoded(decode: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
        let mut out = Vec::new();
        decode(&mut out);
        out
    }

    #[test]
    fn characters_for_bytes() {
        assert_eq!(decoded(|out| ascii_hex(b"4 8\n656>ff", out)), b"He`");
        assert_eq!(decoded(|out| ascii_85(b"<~87cUR\nz87c~>", 99, out)), b"Hell\0\0\0\0He");
        assert_eq!(decoded(|out| ascii_85(b"zzzz", 5, out)).len(), 8);
    }

    #[test]
    fn runs() {
        assert_eq!(decoded(|out| run_length(b"\x01ab\xfec\x80d", 99, out)), b"abccc");
        assert_eq!(decoded(|out| run_length(b"\x81a\x81b\x81c", 200, out)).len(), 256);
        assert_eq!(decoded(|out| run_length(b"\x05ab", 99, out)), b"ab");
    }

    #[test]
    fn the_example_of_the_standard() {
        // ISO 32000-1, 7.4.4.2.
        let data = [0x80, 0x0b, 0x60, 0x50, 0x22, 0x0c, 0x0c, 0x85, 0x01];
        assert_eq!(decoded(|out| lzw(&data, &Dict::empty(), 99, out)), [45, 45, 45, 45, 45, 65, 45, 45, 45, 66]);
        assert_eq!(decoded(|out| lzw(&data[..4], &Dict::empty(), 99, out)), [45, 45, 45]);
    }

    #[test]
    fn predictors() {
        let undone = |data: &[u8], parameters: &[u8]| {
            let mut data = data.to_vec();
            unpredict(&mut data, &Dict::from_bytes(parameters).unwrap());
            data
        };
        assert_eq!(undone(&[1, 1, 1, 5, 1, 1], b"<</Predictor 2/Columns 3>>"), [1, 2, 3, 5, 6, 7]);
        let rows = [0, 1, 2, 3, 1, 1, 1, 1, 2, 1, 1, 1, 3, 4, 4, 4, 4, 1, 1, 1];
        let plain = [1, 2, 3, 1, 2, 3, 2, 3, 4, 5, 8, 10, 6, 9, 11];
        assert_eq!(undone(&rows, b"<</Predictor 12/Columns 3>>"), plain);
        assert_eq!(undone(&rows[..10], b"<</Predictor 12/Columns 3>>"), [1, 2, 3, 1, 2, 3, 2]);
        assert_eq!(undone(&rows, b"<</Predictor 12/Columns 999999999/Colors 99999999>>").len(), rows.len() - 1);
    }

    proptest! {
        #[test]
        fn any_bytes_end(data in proptest::collection::vec(any::<u8>(), 0..300), columns in 1..20) {
            for limit in [0, 10, 1 << 20] {
                prop_assert!(decoded(|out| lzw(&data, &Dict::empty(), limit, out)).len() < limit + 4096);
                prop_assert!(decoded(|out| run_length(&data, limit, out)).len() < limit + 129);
                prop_assert!(decoded(|out| ascii_85(&data, limit, out)).len() < limit + 5);
            }
            let mut predicted = data.clone();
            let parameters = format!("<</Predictor 15/Columns {columns}/Colors 3/BitsPerComponent 4>>");
            unpredict(&mut predicted, &Dict::from_bytes(parameters.as_bytes()).unwrap());
            prop_assert!(predicted.len() <= data.len());
        }
    }
}
