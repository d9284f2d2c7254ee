//! Every odd, broken or hostile PDF of the corpus is read in this process. Skipped where the corpus is absent.
#![allow(clippy::unwrap_used, reason = "a test fails by it")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, atomic::AtomicBool},
};

use ibid::{
    index::Index,
    ingest::{self, Isolation, Limits, Options},
    pdf::{self, Engine, Request},
    text,
};

/// They took for ever, or all memory, once: a process that can be killed must read them.
const ENDLESS: [&str; 2] = ["test__pdfs__bomb_giant.pdf", "qpdf__qtest__qpdf__shared-unnamed-field.pdf"];

/// Of these poppler reads text and ibid reads none, and why. Nearly all are fonts that say nothing of what their glyphs mean: poppler
/// prints the codes as if they were letters ("6XPPD" for "Summa"), ibid counts them as unreadable, which is what a reader of
/// scans needs to know.
const READ_BY_POPPLER_ALONE: [(&str, &str); 13] = [
    ("hayro/hayro-tests__pdfs__load__issue223.pdf", "a fuzzer's: keys and streams of its fonts are damaged"),
    ("pdfium/testing__resources__bug_402562387.pdf", "codes of a font without meanings"),
    ("pdfjs/test__pdfs__PDFJS-7562-reduced.pdf", "codes of a font without meanings"),
    ("pdfjs/test__pdfs__bug1027533.pdf", "codes of a font without meanings"),
    ("pdfjs/test__pdfs__bug1146106.pdf", "codes of a font without meanings"),
    ("pdfjs/test__pdfs__bug1151216.pdf", "codes of a font without meanings"),
    ("pdfjs/test__pdfs__cff_bluescale_small_zones.pdf", "codes of a font without meanings"),
    ("pdfjs/test__pdfs__font_ascent_descent.pdf", "codes of a font without meanings"),
    ("pdfjs/test__pdfs__issue19802.pdf", "codes of a font without meanings"),
    ("pdfjs/test__pdfs__issue2537r.pdf", "codes of a font without meanings"),
    ("pdfjs/test__pdfs__issue4550.pdf", "codes of a font without meanings"),
    ("pdfjs/test__pdfs__issue4650.pdf", "codes of a font without meanings"),
    ("pdfjs/test__pdfs__issue7696.pdf", "codes of a font without meanings"),
];

/// Of these ibid reads something, and less than half of what poppler does, and why.
const READ_LESS: [(&str, &str); 11] = [
    ("pdfium-in/listbox_form.pdf", "choices that are not shown: the lists must be scrolled"),
    ("pdfium-in/pixel__bug_1271578.pdf", "one letter: poppler adds marks of direction"),
    ("pdfium-in/pixel__bug_1442723.pdf", "characters for private use"),
    (
        "pdfium-in/pixel__bug_524043_2.pdf",
        "`endstream` within a stream, whose /Length is wrong: the engine below ends it there",
    ),
    ("pdfium-in/pixel__bug_524043_3.pdf", "the same"),
    ("pdfium-in/pixel__bug_524043_4.pdf", "the same"),
    ("pdfium-in/pixel__bug_524043_6.pdf", "the same"),
    ("pdfium-in/pixel__bug_524043_7.pdf", "the same"),
    ("pdfjs/test__pdfs__TAMReview.pdf", "characters for private use, of which poppler prints the codes"),
    ("pdfjs/test__pdfs__issue11242_reduced.pdf", "codes of a font without meanings"),
    ("sdists/pypdfium2-5.15.2__tests__resources__forms.pdf", "choices that are not shown"),
];

#[test]
fn our_code_panics_on_none_of_the_hostile_corpus() {
    let corpus = Path::new("../shared/corpus/hostile");
    if !corpus.is_dir() {
        eprintln!("skipped: {} is absent", corpus.display());
        return;
    }
    let ours = Arc::new(Mutex::new(Vec::new()));
    let record = Arc::clone(&ours);
    let current = Arc::new(Mutex::new(PathBuf::new()));
    let reading = Arc::clone(&current);
    // The engine catches panics of the libraries below it; one of our own must not hide there.
    std::panic::set_hook(Box::new(move |panic| {
        if let Some(place) = panic.location().filter(|place| place.file().starts_with("src/")) {
            record.lock().unwrap().push(format!("{} at {place}", reading.lock().unwrap().display()));
        }
    }));
    let (mut read, mut refused) = (0, 0);
    let (popplers, mut unread, mut less) = (read_by_poppler(corpus), BTreeSet::new(), BTreeSet::new());
    for file in files(corpus) {
        *current.lock().unwrap() = file.clone();
        let bytes = Arc::new(fs::read(&file).unwrap());
        let mut letters = 0;
        let outcome = pdf::engine(Engine::Ibid).extract(bytes, &Request::default(), &mut |page| {
            assert!(page.glyphs.iter().all(|glyph| glyph.x.is_finite() && glyph.y.is_finite()), "{}", file.display());
            letters += text::lay_out(page).text.chars().count();
        });
        match outcome {
            Ok(_) => read += 1,
            Err(_) => refused += 1,
        }
        let name = file.strip_prefix(corpus).unwrap().to_string_lossy().into_owned();
        match popplers.get(&name) {
            Some(_) if letters == 0 => unread.insert(name),
            Some(theirs) => letters * 2 < *theirs && less.insert(name),
            None => false,
        };
    }
    let _ = std::panic::take_hook();
    let ours = ours.lock().unwrap();
    assert!(ours.is_empty(), "our own panics: {ours:#?}");
    println!("{read} read, {refused} refused");
    // Of 1,527 files poppler opens 1,400 or so; far fewer read means that something broke.
    assert!(read > 1300, "{read} read, {refused} refused");
    compare(&unread, &READ_BY_POPPLER_ALONE);
    compare(&less, &READ_LESS);
}

/// Holds the files that were found against those that are listed.
fn compare(found: &BTreeSet<String>, listed: &[(&str, &str)]) {
    let known = listed.iter().map(|(name, _)| (*name).to_owned()).collect();
    let new: Vec<&String> = found.difference(&known).collect();
    assert!(new.is_empty(), "poppler reads more of these: {new:#?}");
    let read: Vec<&String> = known.difference(found).collect();
    assert!(read.is_empty(), "ibid reads these: they may go from the list: {read:#?}");
}

/// The files of which poppler reads something, and how many characters, as the corpus's manifest has it.
fn read_by_poppler(corpus: &Path) -> BTreeMap<String, usize> {
    let manifest = fs::read_to_string(corpus.join("manifest.tsv")).unwrap();
    let fields = manifest.lines().skip(1).map(|line| line.split('\t').collect::<Vec<_>>());
    let read = fields.filter_map(|fields| Some((fields[0].to_owned(), fields.get(6)?.parse().ok()?)));
    read.filter(|(_, chars)| *chars > 0).collect()
}

#[test]
fn a_run_outlives_what_has_no_end() {
    let corpus = Path::new("../shared/corpus/hostile");
    let endless = [corpus.join("pdfjs").join(ENDLESS[0]), corpus.join("qpdf").join(ENDLESS[1])];
    if !endless.iter().all(|file| file.is_file()) {
        eprintln!("skipped: {} is absent", corpus.display());
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let index = Index::open_or_create(folder.path()).unwrap();
    let isolation = Isolation::Processes { program: env!("CARGO_BIN_EXE_ibid").into() };
    let limits = Limits { seconds: 5, memory_mib: 256 };
    let options = Options { jobs: 1, isolation, limits, ..Options::default() };
    let summary = ingest::run(&index, &endless, &options, &|_| {}, &AtomicBool::new(false)).unwrap();
    let ledger = index.snapshot().unwrap().status().unwrap();
    println!("{summary:?}");
    assert_eq!((summary.found, summary.indexed + summary.failed), (2, 2));
    assert_eq!(ledger.documents, 2);
    assert_eq!(ledger.documents, ledger.indexed + ledger.same_as + ledger.failed.values().sum::<u64>());
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            found.extend(files(&path));
        } else if name.ends_with(".pdf") && !ENDLESS.contains(&name.as_str()) {
            found.push(path);
        }
    }
    found.sort();
    found
}
