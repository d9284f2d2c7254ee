//! Glyph names in a Compact Font Format program (Adobe Technical Note 5176): of the glyphs that a composite font shows and
//! its `/ToUnicode` leaves out.

/// Glyph names by glyph.
#[derive(Debug, PartialEq)]
pub(super) struct Charset {
    /// The name of each glyph, as a number: one of the standard strings, or one of `strings` behind them.
    names: Vec<u16>,
    strings: Vec<Box<[u8]>>,
}

/// How many strings each program has without saying so (appendix A).
const STANDARD_STRINGS: u16 = 391;
/// More glyphs than a program can have.
const MOST_GLYPHS: usize = 1 << 16;

/// A glyph's name.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Name<'c> {
    /// One of the standard strings, as far as those are Latin letters and signs.
    Standard(char),
    /// Written in the program.
    Own(&'c [u8]),
}

impl Charset {
    /// Reads it; `None` for a program that names its glyphs by CIDs, and for what is none.
    pub(super) fn read(program: &[u8]) -> Option<Self> {
        let header = usize::from(*program.get(2)?);
        let (_, after_names) = index(program, header)?;
        let (dictionaries, after_dictionaries) = index(program, after_names)?;
        let (strings, _) = index(program, after_dictionaries)?;
        let top = Top::read(program.get(dictionaries.first()?.clone())?);
        if top.is_cid_keyed {
            return None;
        }
        let glyphs = index_count(program, top.glyphs)?.min(MOST_GLYPHS);
        let names = names(program, top.charset, glyphs)?;
        let strings = strings.into_iter().filter_map(|range| program.get(range)).map(Box::from).collect();
        Some(Self { names, strings })
    }

    /// What a glyph is called.
    pub(super) fn get(&self, glyph: u32) -> Option<Name<'_>> {
        let name = *self.names.get(usize::try_from(glyph).ok()?)?;
        match name.checked_sub(STANDARD_STRINGS) {
            Some(own) => self.strings.get(usize::from(own)).map(|name| Name::Own(name)),
            None => standard(name).map(Name::Standard),
        }
    }
}

/// The standard strings 1 to 228: first the glyphs of the standard encoding, in its order, then those that other Latin
/// fonts have.
fn standard(name: u16) -> Option<char> {
    const LATIN: &str = " !\"#$%&’()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_‘abcdefghijklmnopqrstuvwxyz{|}~\
        ¡¢£⁄¥ƒ§¤'“«‹›ﬁﬂ–†‡·¶•‚„”»…‰¿`´ˆ˜¯˘˙¨˚¸˝˛ˇ—ÆªŁØŒºæıłøœß¹¬µ™Ð½±Þ¼÷¦°þ¾²®−ð×³©ÁÂÄÀÅÃÇÉÊËÈÍÎÏÌÑÓÔÖÒÕŠÚÛÜÙÝŸŽ\
        áâäàåãçéêëèíîïìñóôöòõšúûüùýÿž";
    LATIN.chars().nth(usize::from(name.checked_sub(1)?))
}

/// What a top dictionary says of glyphs and their names.
#[derive(Default)]
struct Top {
    glyphs: usize,
    charset: usize,
    is_cid_keyed: bool,
}

impl Top {
    /// Operands come before their operator; numbers as in section 4, table 3.
    fn read(mut data: &[u8]) -> Self {
        let mut top = Self::default();
        let mut last = 0;
        while let Some((&byte, rest)) = data.split_first() {
            let used = match (byte, rest) {
                (12, [30, ..]) => {
                    top.is_cid_keyed = true;
                    1
                }
                (12, _) => 1,
                (15, _) => {
                    top.charset = last;
                    0
                }
                (17, _) => {
                    top.glyphs = last;
                    0
                }
                (28, [a, b, ..]) => {
                    last = usize::from(u16::from_be_bytes([*a, *b]));
                    2
                }
                (29, [a, b, c, d, ..]) => {
                    last = u32::from_be_bytes([*a, *b, *c, *d]) as usize;
                    4
                }
                (30, _) => {
                    rest.iter().position(|pair| pair & 0xf == 0xf || pair >> 4 == 0xf).map_or(rest.len(), |at| at + 1)
                }
                (32..=246, _) => {
                    last = usize::from(byte).saturating_sub(139);
                    0
                }
                (247..=250, [low, ..]) => {
                    last = usize::from(byte - 247) * 256 + usize::from(*low) + 108;
                    1
                }
                (251..=254, _) => 1,
                _ => 0,
            };
            data = rest.get(used..).unwrap_or_default();
        }
        top
    }
}

/// Where the objects of an INDEX stand, and what comes behind it (section 5).
fn index(program: &[u8], at: usize) -> Option<(Vec<std::ops::Range<usize>>, usize)> {
    let count = index_count(program, at)?;
    if count == 0 {
        return Some((Vec::new(), at + 2));
    }
    let size = usize::from(*program.get(at + 2)?);
    let first = at + 3;
    let offset = |entry: usize| {
        let bytes = program.get(first + entry * size..first + (entry + 1) * size)?;
        Some(bytes.iter().fold(0_usize, |value, byte| value << 8 | usize::from(*byte)))
    };
    // Offsets count from the byte before the data. Four bytes are the most that one may have; some files take more.
    let data = first + (count + 1) * size - 1;
    let place = |entry: usize| data.checked_add(offset(entry)?);
    let places: Option<Vec<_>> = (0..count).map(|entry| Some(place(entry)?..place(entry + 1)?)).collect();
    Some((places?, place(count)?))
}

fn index_count(program: &[u8], at: usize) -> Option<usize> {
    Some(usize::from(number(program, at)?))
}

fn number(program: &[u8], at: usize) -> Option<u16> {
    program.get(at..at + 2).map(|bytes| u16::from_be_bytes([bytes[0], bytes[1]]))
}

/// The names of all glyphs (section 13): the first is `.notdef`, in no format listed.
fn names(program: &[u8], charset: usize, glyphs: usize) -> Option<Vec<u16>> {
    let mut names = vec![0];
    // Three charsets are predefined; only the first, of Latin fonts, is met: names and glyphs count alike.
    if charset <= 2 {
        return (charset == 0).then(|| (0..=228).collect());
    }
    let format = *program.get(charset)?;
    let mut at = charset + 1;
    while names.len() < glyphs {
        let first = number(program, at)?;
        let left = match format {
            0 => 0,
            1 => u16::from(*program.get(at + 2)?),
            2 => number(program, at + 2)?,
            _ => return None,
        };
        at += 2 + usize::from(format);
        names.extend((first..=first.saturating_add(left)).take(glyphs - names.len()));
    }
    Some(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A program of the glyphs .notdef, A, lambda, with this charset.
    fn program(charset: &[u8]) -> Vec<u8> {
        let mut program = vec![1, 0, 4, 1];
        program.extend([0, 1, 1, 1, 2, b'X']);
        // charset at 60, glyphs at 40.
        program.extend([0, 1, 1, 1, 5, 139 + 60, 15, 139 + 40, 17]);
        program.extend([0, 1, 1, 1, 7]);
        program.extend(b"lambda");
        program.resize(40, 0);
        program.extend([0, 3, 1, 1, 2, 3, 4, 14, 14, 14]);
        program.resize(60, 0);
        program.extend(charset);
        program
    }

    #[test]
    fn names_of_glyphs() {
        for charset in [&[0, 0, 34, 1, 135][..], &[1, 0, 34, 0, 1, 135, 0], &[2, 0, 34, 0, 0, 1, 135, 0, 0]] {
            let charset = Charset::read(&program(charset)).unwrap();
            assert_eq!(charset.get(1), Some(Name::Standard('A')));
            assert_eq!(charset.get(2), Some(Name::Own(b"lambda")));
            assert_eq!((charset.get(0), charset.get(3)), (None, None));
        }
    }

    #[test]
    fn standard_strings_end_where_they_should() {
        let some =
            [(1, ' '), (34, 'A'), (96, '¡'), (109, 'ﬁ'), (149, 'ß'), (150, '¹'), (171, 'Á'), (200, 'á'), (228, 'ž')];
        some.iter().for_each(|(name, c)| assert_eq!(standard(*name), Some(*c), "{name}"));
        assert_eq!(standard(229), None);
    }

    #[test]
    fn what_is_no_program_names_nothing() {
        assert_eq!(Charset::read(b""), None);
        assert_eq!(Charset::read(b"%!PS-AdobeFont-1.0: X"), None);
        let whole = program(&[0, 0, 34, 1, 135]);
        for end in 0..whole.len() {
            assert_eq!(Charset::read(&whole[..end]), None, "{end}");
        }
    }
}
