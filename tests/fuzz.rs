//! The fuzz targets on their seeds, and on mutations of them which are the same in every run: what a fuzzer finds in hours is
//! looked for with `cargo fuzz` (see `tests/fuzz/targets.rs`), and kept as a seed.
#![allow(clippy::unwrap_used, unreachable_pub, reason = "a test fails by it; the targets are public to the fuzzers")]

use std::{
    fs,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    sync::{Arc, Mutex},
};

use ibid::{page, pdf, query, record, text};

#[path = "fuzz/targets.rs"]
mod targets;
#[path = "fuzz/wrap.rs"]
mod wrap;

/// Of each seed: enough to try what is near it, in a second for each target.
const MUTATIONS: u64 = 48;

/// What is put between a seed's bytes: words of content, of dictionaries, of CMaps, of files; numbers at the edges.
const WORDS: [&str; 40] = [
    "BT",
    " ET",
    " Tj",
    "[",
    "]TJ",
    " Tf",
    " Tm",
    " cm",
    "q ",
    " Q",
    " Do",
    " BDC",
    " EMC",
    "BI ",
    " ID ",
    " EI",
    "<<",
    ">>",
    "(",
    ")",
    "<",
    ">",
    "/F",
    "/X",
    " 0 R",
    "obj",
    "endobj",
    "stream",
    "endstream",
    "xref",
    "trailer",
    "/Kids",
    "/Length",
    "begincidrange",
    "endbfrange",
    "-1 ",
    "65536 ",
    "4294967296 ",
    "1e9 ",
    "\0",
];

type Target = (&'static str, fn(&[u8]));

const TARGETS: [Target; 10] = [
    ("content", targets::content),
    ("stream", targets::stream),
    ("cmap", targets::cmap),
    ("font", targets::font),
    ("dictionary", targets::dictionary),
    ("objects", targets::objects),
    ("file", targets::file),
    ("layout", targets::layout),
    ("query", targets::query),
    ("record", targets::record),
];

/// The fuzzers compile the rooms they feed by themselves (see `tests/fuzz/rooms.rs`): a library that a room has come to stand on
/// must be named there too, or they no longer build.
#[test]
fn the_fuzzers_have_the_libraries_of_their_rooms() {
    let names = |manifest: &str| -> Vec<String> {
        let text = fs::read_to_string(manifest).unwrap();
        let section = text.split_once("[dependencies]").unwrap().1;
        let section = section.split("\n[").next().unwrap();
        let name = |line: &str| line.split_once(" = ").map(|(name, _)| name.replace('-', "_"));
        section.lines().filter(|line| !line.starts_with('#')).filter_map(name).collect()
    };
    let rooms = fs::read_to_string("tests/fuzz/rooms.rs").unwrap();
    let rooms: Vec<&str> =
        rooms.lines().filter_map(|line| line.trim().strip_prefix("pub mod ")?.strip_suffix(';')).collect();
    let given = names("tests/fuzz/Cargo.toml");
    let mut sources = String::new();
    for room in rooms.into_iter().filter(|room| !matches!(*room, "targets" | "wrap")) {
        sources.push_str(&fs::read_to_string(format!("src/{room}.rs")).unwrap());
        for entry in fs::read_dir(format!("src/{room}")).into_iter().flatten() {
            sources.push_str(&fs::read_to_string(entry.unwrap().path()).unwrap_or_default());
        }
    }
    for library in names("Cargo.toml").iter().filter(|library| sources.contains(&format!("{library}::"))) {
        assert!(given.contains(library), "tests/fuzz/Cargo.toml lacks {library}");
    }
}

#[test]
fn seeds_and_what_is_near_them() {
    let panics = Arc::new(Mutex::new(Vec::new()));
    let record = Arc::clone(&panics);
    // The engine catches panics of the libraries below it; one of our own must not hide there.
    std::panic::set_hook(Box::new(move |panic| {
        if let Some(place) =
            panic.location().filter(|place| ["src/", "tests/"].iter().any(|own| place.file().starts_with(own)))
        {
            record.lock().unwrap().push(format!("{place}: {panic}"));
        }
    }));
    let mut found = Vec::new();
    for (name, target) in TARGETS {
        for (seed, bytes) in seeds(name) {
            for round in 0..=MUTATIONS {
                let data = if round == 0 { bytes.clone() } else { mutated(&bytes, round) };
                let outcome = catch_unwind(AssertUnwindSafe(|| target(&data)));
                let panics = std::mem::take(&mut *panics.lock().unwrap());
                if outcome.is_err() || !panics.is_empty() {
                    found.push(format!("{name}/{seed}, mutation {round}: {panics:?}"));
                }
            }
        }
    }
    let _ = std::panic::take_hook();
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn each_target_has_seeds() {
    for (name, _) in TARGETS {
        assert!(seeds(name).len() > 1, "{name}");
        assert!(Path::new("tests/fuzz/bins").join(format!("{name}.rs")).is_file(), "{name}");
    }
}

/// Names and bytes, by name.
fn seeds(target: &str) -> Vec<(String, Vec<u8>)> {
    let folder = Path::new("tests/fuzz/seeds").join(target);
    let mut seeds: Vec<(String, Vec<u8>)> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| (entry.file_name().to_string_lossy().into_owned(), fs::read(entry.path()).unwrap()))
        .collect();
    seeds.sort();
    seeds
}

/// A few changes, as `round` says: a byte, a bit, a stretch gone or doubled or moved, a word put in.
fn mutated(seed: &[u8], round: u64) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    let mut random = Random(round.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ seed.len() as u64);
    for _ in 0..=random.below(4) {
        let at = random.below(bytes.len() + 1);
        let length = random.below(16).min(bytes.len() - at);
        let stretch = bytes[at..at + length].to_vec();
        match random.below(6) {
            0 if at < bytes.len() => bytes[at] = random.below(256) as u8,
            1 if at < bytes.len() => bytes[at] ^= 1 << random.below(8),
            2 => drop(bytes.drain(at..at + length)),
            3 => drop(bytes.splice(at..at, stretch)),
            4 => {
                let to = random.below(bytes.len() + 1);
                drop(bytes.splice(to..to, stretch));
            }
            _ => drop(bytes.splice(at..at, WORDS[random.below(WORDS.len())].bytes())),
        }
    }
    bytes
}

/// Xorshift: the same in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end.max(1) as u64) as usize
    }
}
