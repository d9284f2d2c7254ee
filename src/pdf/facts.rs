//! What a PDF says of itself: labels, outline, `/Info` and XMP.

use std::{
    borrow::Cow,
    panic::{AssertUnwindSafe, catch_unwind},
};

use hayro_syntax::{
    Pdf,
    object::{
        Dict, Stream, String as PdfString,
        dict::keys::{LANG, METADATA},
    },
};

use super::{Facts, Info, inflate::Inflater, labels, operands::string_bytes, outline, strings, xmp};

/// XMP packets are a few kB.
const MOST_XMP_BYTES: usize = 1 << 20;

/// Characters of one entry of `/Info`.
const LONGEST: usize = 4000;

/// Reads all but what reading the pages tells. What panics on the way is left out.
pub(super) fn of(pdf: &Pdf, catalog: &Dict<'_>, inflater: &mut Inflater) -> Facts {
    let pages = u32::try_from(pdf.pages().len()).unwrap_or(u32::MAX);
    Facts {
        labels: catch_unwind(AssertUnwindSafe(|| labels::of(catalog, pages))).unwrap_or_default(),
        outline: catch_unwind(AssertUnwindSafe(|| outline::of(pdf, catalog))).unwrap_or_default(),
        info: catch_unwind(AssertUnwindSafe(|| info(pdf, catalog, inflater))).unwrap_or_default(),
        ..Facts::default()
    }
}

fn info(pdf: &Pdf, catalog: &Dict<'_>, inflater: &mut Inflater) -> Info {
    let written = pdf.metadata();
    let text = |bytes: &Option<Box<[u8]>>| bytes.as_deref().and_then(tidy);
    let xmp = catalog.get::<Stream<'_>>(METADATA).map(|stream| {
        let mut packet = Vec::new();
        inflater.decode(&stream, MOST_XMP_BYTES, &mut packet);
        xmp::read(&packet)
    });
    let xmp = xmp.unwrap_or_default();
    let language = catalog.get::<PdfString<'_>>(LANG).and_then(|language| tidy(&language));
    Info {
        title: xmp.title.or_else(|| text(&written.title)),
        author: xmp.author.or_else(|| text(&written.author)),
        keywords: xmp.keywords.or_else(|| text(&written.keywords)),
        subject: xmp.subject.or_else(|| text(&written.subject)),
        year: xmp.year.or_else(|| written.creation_date.map(|date| i32::from(date.year))),
        language: language.or(xmp.language),
    }
}

/// A text string without control characters and needless white space; `None` where nothing remains.
fn tidy(bytes: &[u8]) -> Option<String> {
    let text = strings::decode(&unescaped_twice(bytes));
    let text = text.replace(|c: char| c.is_control(), " ");
    let text: String = text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(LONGEST).collect();
    (!text.is_empty()).then_some(text)
}

/// Some producers escape a UTF-16 string's bytes a second time, so that `\376\377\000T` comes out as it stands here.
fn unescaped_twice(bytes: &[u8]) -> Cow<'_, [u8]> {
    if !bytes.starts_with(br"\376\377") {
        return Cow::Borrowed(bytes);
    }
    let mut token = b"(".to_vec();
    token.extend_from_slice(bytes);
    token.push(b')');
    Cow::Owned(string_bytes(&token, &mut Vec::new()).to_vec())
}

#[cfg(test)]
mod tests {
    use super::tidy;

    #[test]
    fn tidy_strings() {
        assert_eq!(tidy(b"  A\t title\0 ").as_deref(), Some("A title"));
        assert_eq!(tidy(b" \n"), None);
        assert_eq!(tidy(br"\376\377\000T\000h\000\351").as_deref(), Some("Th\u{e9}"));
    }
}
