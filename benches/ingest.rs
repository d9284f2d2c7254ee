//! How long it takes to bring a folder of theses into an index, and what the index weighs.
//!
//! `cargo bench --bench ingest -- [--jobs N] [--in-process] [--memory MB] [--keep DIR] FOLDER...`
//!
//! CPU time is that of this process and, apart, that of the children that read (Linux only); the sizes are those of the
//! files after the last commit. FOLDER is `../shared/corpus/theses` unless named.

use std::{path::PathBuf, sync::atomic::AtomicBool};

use ibid::{
    index::{Index, WriterOptions},
    ingest::{self, Isolation, Options},
};

fn main() {
    let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
    let mut options = Options { jobs: 2, ..Options::default() };
    options.isolation = Isolation::Processes { program: env!("CARGO_BIN_EXE_ibid").into() };
    let mut roots: Vec<PathBuf> = Vec::new();
    let mut kept = None;
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--jobs" => options.jobs = arguments.next().and_then(|jobs| jobs.parse().ok()).unwrap_or(2),
            "--in-process" => options.isolation = Isolation::InProcess,
            "--keep" => kept = arguments.next(),
            "--memory" => {
                let megabytes: usize = arguments.next().and_then(|mb| mb.parse().ok()).unwrap_or(64);
                options.writer = WriterOptions { memory_bytes: megabytes << 20, ..options.writer };
            }
            folder => roots.push(folder.into()),
        }
    }
    if roots.is_empty() {
        let default = PathBuf::from("../shared/corpus/theses");
        if !default.exists() {
            return println!("skipped: no folder given and {} is not there", default.display());
        }
        roots.push(default);
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let dir = kept.map_or(folder.path().join("index"), PathBuf::from);
    let index = Index::open_or_create(&dir).expect("an index");
    let summary = ingest::run(&index, &roots, &options, &|_| {}, &AtomicBool::new(false)).expect("a run");
    let ledger = index.snapshot().and_then(|snapshot| snapshot.status()).expect("a ledger");
    println!("{summary:?}");
    println!("{ledger:?}");
    println!(
        "wall {:.2} s, cpu own {:.2} s, children {:.2} s, peak own {} MB",
        summary.seconds,
        cpu_seconds(&[13, 14]),
        cpu_seconds(&[15, 16]),
        peak_megabytes()
    );
    println!(
        "index/text {:.3}, index/pdf {:.3}",
        ledger.index_bytes as f64 / ledger.text_bytes as f64,
        ledger.index_bytes as f64 / ledger.pdf_bytes as f64
    );
    let mut by_kind = std::collections::BTreeMap::<String, u64>::new();
    for entry in std::fs::read_dir(&dir).expect("the index's folder").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let kind = name.rsplit('.').next().unwrap_or_default().to_owned();
        *by_kind.entry(kind).or_default() += entry.metadata().map_or(0, |file| file.len());
    }
    for (kind, bytes) in by_kind {
        println!("  {kind:<12} {bytes:>10}  {:.3} of the text", bytes as f64 / ledger.text_bytes as f64);
    }
}

/// Sum of fields of `/proc/self/stat` (proc(5)), in seconds: 13 and 14 are this process's, 15 and 16 its dead children's.
fn cpu_seconds(fields: &[usize]) -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let values: Vec<f64> = after_name.split_whitespace().map(|field| field.parse().unwrap_or(0.0)).collect();
    fields.iter().filter_map(|field| values.get(field - 2)).sum::<f64>() / 100.0
}

fn peak_megabytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kilobytes| kilobytes.parse::<u64>().ok()).unwrap_or(0) / 1024
}
