//! How often what is guessed from title pages is right, and how often it is guessed: field by field.
//!
//! `cargo bench --bench title_pages -- [FOLDER] [--wrong] [--time]`
//!
//! FOLDER is `../shared/corpus/theses` unless named. What is true of its theses stands in `benches/title_pages.tsv`, which was
//! written by hand, from the title pages and, where these are silent, from what else is known. Names and titles are compared by
//! their letters. `--wrong` lists what is wrong; `--time` tells what CPU time guessing adds to the reading of a whole thesis. Two thirds of the theses are of one chair, whose title pages are all alike: they are
//! counted apart.

use std::{fs, hint::black_box, io, path::Path, sync::Arc};

use ibid::{
    page::TitlePage,
    pdf::{self, Engine, Request},
    text::{self, Composer},
};

const TRUTH: &str = include_str!("title_pages.tsv");
const FIELDS: [&str; 6] = ["title", "author", "year", "level", "institution", "supervisor"];
/// With which the names of theses of one chair begin.
const ALIKE: &str = "tum-dse";

/// Values of a field: how many were guessed, how many of these are right, how many there are.
#[derive(Clone, Copy, Default)]
struct Count {
    guessed: u32,
    right: u32,
    there: u32,
}

fn main() -> io::Result<()> {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let tells_wrong = words.iter().any(|word| word == "--wrong");
    let folder = words.iter().find(|word| !word.starts_with("--")).map_or("../shared/corpus/theses", String::as_str);
    if !Path::new(folder).is_dir() {
        println!("skipped: no folder {folder}");
        return Ok(());
    }
    if words.iter().any(|word| word == "--time") {
        return time(Path::new(folder));
    }
    let mut counts = [[Count::default(); FIELDS.len()]; 2];
    for line in TRUTH.lines().skip(1) {
        let (name, truth) = line.split_once('\t').unwrap_or((line, ""));
        let Some(page) = read(&Path::new(folder).join(name))? else { continue };
        let of = &mut counts[usize::from(name.starts_with(ALIKE))];
        for (field, (guesses, truth)) in values(&page).iter().zip(truth.split('\t')).enumerate() {
            let truths: Vec<String> = truth.split("; ").map(letters).filter(|truth| !truth.is_empty()).collect();
            let right = guesses.iter().filter(|guess| truths.contains(&letters(guess))).count();
            if tells_wrong && right < guesses.len() {
                println!("{name}: {} {guesses:?}, not {truth:?}", FIELDS[field]);
            }
            of[field].guessed += guesses.len() as u32;
            of[field].right += right as u32;
            of[field].there += truths.len() as u32;
        }
    }
    print(&counts);
    Ok(())
}

/// What the title page of a PDF says.
fn read(path: &Path) -> io::Result<Option<TitlePage>> {
    let bytes = match fs::read(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        bytes => bytes?,
    };
    let mut composer = Composer::new();
    let request = Request { password: None, pages: Some(1..=4) };
    let read = pdf::engine(Engine::default())
        .extract(Arc::new(bytes), &request, &mut |page| composer.push(text::lay_out(page)));
    Ok(read.ok().map(|_| composer.title_page()))
}

/// What guessing takes beside all that it takes to make a text of a thesis: in total, and of the thesis of which it is most.
fn time(folder: &Path) -> io::Result<()> {
    const ROUNDS: u32 = 20;
    let (mut guessing, mut reading, mut most) = (0.0, 0.0, 0.0_f64);
    for name in TRUTH.lines().skip(1).filter_map(|line| line.split('\t').next()) {
        let Ok(bytes) = fs::read(folder.join(name)) else { continue };
        let start = cpu();
        let mut composer = Composer::new();
        let engine = pdf::engine(Engine::default());
        let read = engine.extract(Arc::new(bytes), &Request::default(), &mut |page| composer.push(text::lay_out(page)));
        let pages = cpu();
        (0..ROUNDS).for_each(|_| drop(black_box(composer.title_page())));
        let guessed = cpu();
        drop(black_box(composer.finish(&[], &[], &read.map(|facts| facts.faces).unwrap_or_default())));
        let guess = (guessed - pages) / f64::from(ROUNDS);
        let whole = pages - start + cpu() - guessed;
        (guessing, reading, most) = (guessing + guess, reading + whole, most.max(guess / whole));
    }
    println!(
        "{:.1} ms of {:.0} ms, {:.2}%; {:.2}% at most",
        guessing * 1e3,
        reading * 1e3,
        100.0 * guessing / reading,
        100.0 * most
    );
    Ok(())
}

/// Seconds of CPU that this thread has had.
#[cfg(unix)]
fn cpu() -> f64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 * 1e-9
}

/// Seconds by the clock.
#[cfg(not(unix))]
fn cpu() -> f64 {
    std::time::UNIX_EPOCH.elapsed().map_or(0.0, |elapsed| elapsed.as_secs_f64())
}

/// In the order of [`FIELDS`].
fn values(page: &TitlePage) -> [Vec<String>; FIELDS.len()] {
    let one = |value: &Option<String>| value.iter().cloned().collect();
    let year = page.year.iter().map(i32::to_string).collect();
    [one(&page.title), page.authors.clone(), year, one(&page.level), one(&page.institution), page.supervisors.clone()]
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn print(counts: &[[Count; FIELDS.len()]; 2]) {
    println!("| field | guessed | right | precision | recall | guessed | right | precision | recall |");
    println!("|---|---:|---:|---:|---:|---:|---:|---:|---:|");
    for (number, field) in FIELDS.iter().enumerate() {
        let cells = counts.each_ref().map(|of| {
            let Count { guessed, right, there } = of[number];
            let share = |of: u32| f64::from(right) / f64::from(of.max(1));
            format!("{guessed} | {right} of {there} | {:.2} | {:.2}", share(guessed), share(there))
        });
        println!("| {field} | {} |", cells.join(" | "));
    }
}
