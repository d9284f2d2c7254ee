//! What is fed to the readers of PDFs, of text, of questions and of records, and what must hold of what comes out.
//!
//! `cargo +nightly fuzz run --fuzz-dir tests/fuzz TARGET tests/fuzz/corpus/TARGET tests/fuzz/seeds/TARGET` looks for bytes
//! that break one; `tests/fuzz.rs` feeds the seeds, and a few thousand mutations of them, on every run of the tests.

use std::sync::Arc;

use super::{
    page::{Glyph, GlyphPage, Page, Rect, Shown},
    pdf::{self, Engine, Request},
    query::{Expr, Query},
    record::{self, Record},
    text::{self, Composer, Heading, Text},
    wrap,
};

/// A page's content.
pub fn content(data: &[u8]) {
    read(wrap::content(data));
}

/// Filters and their parameters.
pub fn stream(data: &[u8]) {
    read(wrap::stream(data));
}

/// CMaps.
pub fn cmap(data: &[u8]) {
    read(wrap::cmap(data));
}

/// Font programs.
pub fn font(data: &[u8]) {
    read(wrap::font(data));
}

/// Font dictionaries.
pub fn dictionary(data: &[u8]) {
    read(wrap::dictionary(data));
}

/// What catalog and page point to.
pub fn objects(data: &[u8]) {
    read(wrap::objects(data));
}

/// A whole file: its cross-references, object streams, encryption, page tree.
pub fn file(data: &[u8]) {
    read(data.to_vec());
}

/// A description of a thesis, in whatever form: a record that keeps its shape as JSON and holds nothing that a terminal
/// would obey, or one sentence.
pub fn record(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let many = [record::from_xml(&text), record::from_any_json(&text)];
    let single = [record::from_bibtex(&text), record::from_ris(&text), record::from_archive(&[&text], Some(&text))];
    let many = many.into_iter().map(|read| read.map(|all| all.into_iter().map(|one| one.record).collect::<Vec<_>>()));
    let single = single.into_iter().map(|read| read.map(|one| vec![one.record]));
    let table = record::from_csv(&text).map(|rows| rows.into_iter().map(|(_, one)| one.record).collect());
    for read in many.chain(single).chain([table]) {
        match read {
            Ok(records) => records.iter().take(50).for_each(check_record),
            Err(sentence) => assert!(!sentence.is_empty() && !sentence.contains(char::is_control), "{sentence:?}"),
        }
    }
}

fn check_record(record: &Record) {
    let json = record::to_json(record);
    assert_eq!(record::from_json(&json).as_ref(), Ok(record), "{json}");
    assert!(!has_control(&serde_json::from_str(&json).unwrap()), "{json}");
    for number in 0..record.documents.len().min(3) {
        let at_hand = record.for_document(number);
        assert_eq!(at_hand.documents.len(), record.documents.len());
    }
}

/// Whether any text in it has a character that a terminal would obey.
fn has_control(value: &serde_json::Value) -> bool {
    match value {
        serde_json::Value::String(text) => text.contains(char::is_control),
        serde_json::Value::Array(values) => values.iter().any(has_control),
        serde_json::Value::Object(fields) => fields.values().any(has_control),
        _ => false,
    }
}

/// A question: whatever it is, it means something, says so in a form that means the same, and stays bounded.
pub fn query(data: &[u8]) {
    let typed = String::from_utf8_lossy(data);
    let query = Query::parse(&typed);
    let printed = query.to_string();
    let again = Query::parse(&printed);
    assert_eq!(again.clauses, query.clauses, "{typed:?} printed {printed:?}");
    assert!(again.notices.is_empty(), "{typed:?} printed {printed:?}: {:?}", again.notices);
    assert!(query.notices.len() <= 20);
    query.clauses.iter().for_each(|expr| assert!(leaves(expr, 0) <= 600));
}

/// How many leaves lie below; none deeper than whoever walks them may recurse.
fn leaves(expr: &Expr, depth: usize) -> usize {
    assert!(depth <= 64);
    match expr {
        Expr::Leaf(_) => 1,
        Expr::All(children) | Expr::Any(children) => children.iter().map(|child| leaves(child, depth + 1)).sum(),
        Expr::Not(child) | Expr::Must(child) => leaves(child, depth + 1),
    }
}

/// Glyphs anywhere on a few pages.
pub fn layout(data: &[u8]) {
    let mut composer = Composer::new();
    let pages: Vec<Page> = glyph_pages(data).iter().map(checked).collect();
    pages.iter().for_each(|page| composer.push(page.clone()));
    let outline = [Heading { title: "1 Heading".to_owned(), level: 1, page: 1, top: Some(700.0) }];
    let text = composer.finish(&[], &outline, &[]);
    check_text(&text, pages.len());
    for (at, page) in pages.iter().enumerate() {
        let end = text.pages.get(at + 1).map_or(text.content.len(), |next| next.start as usize);
        let content = &text.content[text.pages[at].start as usize..end];
        let ranges: Vec<_> = content.char_indices().map(|(start, c)| start..start + c.len_utf8()).collect();
        assert_eq!(text::boxes(page, content, &ranges).len(), ranges.len());
    }
}

/// Reads a PDF up to its text; it may well be unreadable.
fn read(bytes: Vec<u8>) {
    let mut composer = Composer::new();
    let mut pages = 0;
    // Enough to meet one page after another, and little enough for many runs.
    let request = Request { password: Some("user"), pages: Some(1..=4) };
    let facts = pdf::engine(Engine::Ibid).extract(Arc::new(bytes), &request, &mut |page| {
        for glyph in &page.glyphs {
            assert!(glyph.x.is_finite() && glyph.y.is_finite(), "{glyph:?}");
            if let Shown::Text { start, end } = glyph.shown {
                assert!(page.strings.get(start as usize..end as usize).is_some(), "{glyph:?}");
            }
        }
        pages += 1;
        composer.push(checked(page));
    });
    let Ok(facts) = facts else { return };
    let heading = |bookmark: &pdf::Bookmark| Heading {
        title: bookmark.title.clone(),
        level: bookmark.level,
        page: bookmark.page,
        top: bookmark.top,
    };
    let outline: Vec<Heading> = facts.outline.iter().map(heading).collect();
    assert!(outline.iter().all(|heading| (1..=facts.pages).contains(&heading.page)));
    assert!(facts.labels.is_empty() || facts.labels.len() == facts.pages as usize);
    check_text(&composer.finish(&facts.labels, &outline, &facts.faces), pages);
}

/// The page as laid out: lines hold each word once, words cover the text.
fn checked(glyphs: &GlyphPage) -> Page {
    let page = text::lay_out_closely(glyphs);
    let mut next = 0;
    for line in &page.lines {
        assert!(line.first == next && line.last >= line.first, "{line:?} after word {next}");
        next = line.last;
    }
    assert_eq!(next as usize, page.words.len());
    for word in &page.words {
        assert!(page.text.get(word.start as usize..word.end as usize).is_some(), "{word:?}");
    }
    assert!(page.letters.is_sorted_by_key(|letter| letter.start));
    assert!(
        page.letters.iter().all(|letter| page.text.get(letter.start as usize..).is_some_and(|rest| !rest.is_empty()))
    );
    page
}

fn check_text(text: &Text, pages: usize) {
    assert_eq!(text.pages.len(), pages);
    let mut next = 0;
    for passage in &text.passages {
        assert_eq!(passage.span.start, next);
        assert!(text.content.get(passage.span.start as usize..passage.span.end as usize).is_some(), "{passage:?}");
        assert!(passage.section.is_none_or(|section| (section as usize) < text.sections.len()), "{passage:?}");
        next = passage.span.end;
    }
    assert_eq!(next as usize, text.content.len());
    assert!(text.pages.is_sorted_by_key(|page| page.start) && text.sections.is_sorted_by_key(|section| section.start));
    let starts = text.pages.iter().map(|page| page.start).chain(text.sections.iter().map(|section| section.start));
    assert!(starts.into_iter().all(|start| text.content.is_char_boundary(start as usize)));
}

/// What text is made of, and what makes it odd: marks, ligatures, scripts from the right, private use, joiners.
const CHARS: [char; 64] = [
    'e',
    't',
    'a',
    'o',
    'n',
    'i',
    's',
    'r',
    ' ',
    'E',
    'T',
    'A',
    '.',
    ',',
    '-',
    '1',
    '2',
    '0',
    '(',
    ')',
    'ı',
    '\u{301}',
    '\u{308}',
    '´',
    '¨',
    '^',
    'ﬁ',
    'ﬄ',
    '\u{ad}',
    '‐',
    '–',
    'ß',
    'é',
    'α',
    'ж',
    'א',
    'ב',
    'ש',
    'ا',
    'ل',
    'م',
    '٣',
    '漢',
    '字',
    'か',
    'ー',
    '한',
    '\u{e000}',
    '\u{200d}',
    '\u{200e}',
    '\u{202e}',
    '\u{feff}',
    '\u{fffd}',
    '\u{a0}',
    '\u{2028}',
    '𝒳',
    '\u{1f600}',
    '•',
    '†',
    '∆',
    'µ',
    '\t',
    '\n',
    '\0',
];

/// Pages of glyphs, six bytes each: how it stands to the one before; which; its advance; steps; size.
fn glyph_pages(data: &[u8]) -> Vec<GlyphPage> {
    let bounds = Rect { x0: 0.0, y0: 0.0, x1: 595.0, y1: 842.0 };
    let empty = |number| GlyphPage { number, bounds, ..GlyphPage::default() };
    let mut pages = vec![empty(1)];
    let (mut x, mut y) = (50.0, 780.0);
    for bytes in data.chunks_exact(6) {
        let [how, what, advance, across, down, size] = [0, 1, 2, 3, 4, 5].map(|at| bytes[at]);
        let number = pages.len() as u32;
        if how & 0x80 != 0 && number < 8 {
            pages.push(GlyphPage { rotation: u16::from(down & 3) * 90, ..empty(number + 1) });
            (x, y) = (50.0, 780.0);
        }
        let Some(page) = pages.last_mut() else { break };
        let size = if size == 255 { f32::INFINITY } else { f32::from(size) / 8.0 };
        if how & 4 != 0 {
            (x, y) = (50.0 + f32::from(across), y - f32::from(down) / 8.0);
        } else {
            (x, y) = (x + f32::from(across as i8) / 8.0, y + f32::from(down as i8) / 32.0);
        }
        let advance = f32::from(advance as i8) / 8.0;
        let (dx, dy) = if how & 16 != 0 { (0.0, advance) } else { (advance, 0.0) };
        let glyph = Glyph {
            shown: shown(how, what, page),
            x,
            y,
            dx,
            dy,
            size,
            font: u16::from(how >> 5 & 3),
            invisible: how & 8 != 0,
        };
        page.glyphs.push(glyph);
        (x, y) = (x + dx, y + dy);
    }
    pages
}

fn shown(how: u8, what: u8, page: &mut GlyphPage) -> Shown {
    let c = CHARS[usize::from(what) % CHARS.len()];
    match how & 3 {
        1 => Shown::Char(char::from(what)),
        2 if what >= 128 => Shown::Unmapped,
        2 => {
            let start = page.strings.len() as u32;
            page.strings.extend([c, CHARS[usize::from(what / 2) % CHARS.len()]]);
            Shown::Text { start, end: page.strings.len() as u32 }
        }
        _ => Shown::Char(c),
    }
}
