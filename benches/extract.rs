//! How fast PDFs are read: pages per second of CPU time, file by file and in total, beside other readers where present.
//!
//! `cargo bench --bench extract -- [FOLDER] [--rounds N] [--engine NAME] [--glyphs] [--others]`
//!
//! A page is read when its glyphs are laid out as words and lines; with `--glyphs`, when they have their places.
//!
//! FOLDER is `../shared/corpus/theses` unless named. CPU time is this thread's own; for other programs it is their user and
//! system time, starting included, but for PDFium, which is timed within Python (`pypdfium2`), so without Python's start.
//! `--others` runs `pdftotext`, `mutool draw -F txt` and PDFium on each file in the same round, one after the other. Of the
//! rounds the median counts.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::Arc,
};

use ibid::{
    page::GlyphPage,
    pdf::{self, Engine, Request},
    text,
};

fn main() -> io::Result<()> {
    let options = Options::parse();
    let Ok(files) = pdfs(&options.folder) else {
        println!("skipped: no folder {}", options.folder.display());
        return Ok(());
    };
    let rows: Vec<Row> = files.iter().map(|file| measure(file, &options)).collect::<io::Result<_>>()?;
    print(&rows);
    Ok(())
}

struct Options {
    folder: PathBuf,
    rounds: usize,
    engine: Engine,
    glyphs_only: bool,
    others: bool,
}

impl Options {
    fn parse() -> Self {
        let folder = "../shared/corpus/theses".into();
        let engine = Engine::default();
        let mut options = Self { folder, rounds: 3, engine, glyphs_only: false, others: false };
        let mut words = std::env::args().skip(1);
        while let Some(word) = words.next() {
            match word.as_str() {
                "--rounds" => options.rounds = words.next().and_then(|n| n.parse().ok()).unwrap_or(3).max(1),
                "--engine" => options.engine = words.next().and_then(|name| name.parse().ok()).unwrap_or_default(),
                "--glyphs" => options.glyphs_only = true,
                "--others" => options.others = true,
                // What cargo itself says to every bench.
                "--bench" => {}
                folder => options.folder = folder.into(),
            }
        }
        options
    }
}

/// CPU seconds of the readers on one file, in the order of [`READERS`]; 0 where not run.
struct Row {
    name: String,
    pages: u32,
    glyphs: u64,
    seconds: [f64; READERS.len()],
}

const READERS: [&str; 4] = ["ibid", "pdftotext", "mutool", "pdfium"];

const PDFIUM: &str = "import sys,time,pypdfium2 as p
s=time.process_time()
d=p.PdfDocument(sys.argv[1])
for i in range(len(d)):
    d[i].get_textpage().get_text_range()
print(time.process_time()-s)";

fn pdfs(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(pdfs(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "pdf") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

fn measure(file: &Path, options: &Options) -> io::Result<Row> {
    let bytes = Arc::new(fs::read(file)?);
    let (mut pages, mut glyphs) = (0, 0);
    let mut rounds = vec![[0.0; READERS.len()]; options.rounds];
    for round in &mut rounds {
        (pages, glyphs) = (0, 0);
        let start = cpu_seconds();
        let _ =
            pdf::engine(options.engine).extract(Arc::clone(&bytes), &Request::default(), &mut |page: &GlyphPage| {
                pages += 1;
                glyphs += page.glyphs.len() as u64;
                if !options.glyphs_only {
                    std::hint::black_box(text::lay_out(page));
                }
            });
        round[0] = cpu_seconds() - start;
        if options.others {
            round[1] = other("pdftotext", &[file.as_os_str(), "/dev/null".as_ref()]);
            round[2] =
                other("mutool", &["draw".as_ref(), "-q".as_ref(), "-F".as_ref(), "txt".as_ref(), file.as_os_str()]);
            round[3] = pdfium(file);
        }
    }
    let seconds = std::array::from_fn(|reader| median(rounds.iter().map(|round| round[reader]).collect()));
    let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Ok(Row { name, pages, glyphs, seconds })
}

/// CPU seconds of another program.
fn other(program: &str, arguments: &[&std::ffi::OsStr]) -> f64 {
    let before = children_seconds();
    let ran = Command::new(program).args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).status();
    if ran.is_ok() { children_seconds() - before } else { 0.0 }
}

/// As it says itself.
fn pdfium(file: &Path) -> f64 {
    let output = Command::new("python3").args(["-c", PDFIUM]).arg(file).stderr(Stdio::null()).output();
    output.ok().and_then(|output| String::from_utf8(output.stdout).ok()?.trim().parse().ok()).unwrap_or(0.0)
}

/// CPU time of this thread, which does all the work: the first field of `/proc/thread-self/schedstat`, in nanoseconds.
fn cpu_seconds() -> f64 {
    let stat = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    stat.split(' ').next().and_then(|field| field.parse::<f64>().ok()).unwrap_or(0.0) / 1e9
}

/// User and system time of ended children: fields 16 and 17 of `/proc/self/stat`, in hundredths.
fn children_seconds() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(") ").next().unwrap_or_default().split(' ').collect();
    let field = |number: usize| fields.get(number - 3).and_then(|field| field.parse::<f64>().ok()).unwrap_or(0.0);
    (field(16) + field(17)) / 100.0
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(0.0)
}

fn print(rows: &[Row]) {
    println!("{:>6} {:>9} {:>9} {:>8} {:>8} {:>8}  file", "pages", "glyphs", "pages/s", "pdftot.", "mutool", "pdfium");
    for row in rows {
        let [own, others @ ..] = row.seconds;
        print!("{:>6} {:>9} {:>9.0}", row.pages, row.glyphs, f64::from(row.pages) / own);
        others.iter().for_each(|seconds| print!(" {:>7.1}x", seconds / own));
        println!("  {}", row.name);
    }
    let pages: f64 = rows.iter().map(|row| f64::from(row.pages)).sum();
    println!("\n{} files, {pages} pages", rows.len());
    for (reader, name) in READERS.iter().enumerate() {
        let total: f64 = rows.iter().map(|row| row.seconds[reader]).sum();
        let own: f64 = rows.iter().map(|row| row.seconds[0]).sum();
        let ratios = rows.iter().map(|row| row.seconds[reader] / row.seconds[0]).collect();
        if total > 0.0 {
            println!(
                "{name:>10}: {total:>8.3} s CPU, {:>7.0} pages/s; ibid is {:.2} times as fast in all, {:.2} by the median file",
                pages / total,
                total / own,
                median(ratios)
            );
        }
    }
}
