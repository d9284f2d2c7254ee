//! What a run of indexing tells while it works, and when it is done.

use std::{
    io::{self, IsTerminal, Write},
    path::Path,
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::{exit, status::grouped};
use crate::{
    index::Fate,
    ingest::{Event, Summary},
    ocr::packages,
    wire,
};

/// To whom a run speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Voice {
    /// Somebody who asked for this: a bar on a terminal, a line at the end, what failed as it fails.
    Person,
    /// Somebody who asked for something else: a bar on a terminal.
    Whisper,
    /// A program: every event as a line of JSON on standard output.
    Json,
    /// Nobody.
    Quiet,
}

/// Hears the events of a run, on several threads.
pub(crate) struct Progress {
    voice: Voice,
    bar: ProgressBar,
    documents: AtomicU64,
    planned: AtomicU64,
    pages: AtomicU64,
    bad_records: AtomicU64,
}

impl Progress {
    /// Silent until it hears something.
    pub(crate) fn new(voice: Voice) -> Self {
        let watched = matches!(voice, Voice::Person | Voice::Whisper) && io::stderr().is_terminal();
        let target = if watched { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(Some(0), target);
        // The template is ours and right; were it not, the plain bar would do.
        if let Ok(style) = ProgressStyle::with_template("{bar:24.green/dim} {percent:>3}%  {msg}  {eta} left") {
            bar.set_style(style.progress_chars("━━─"));
        }
        let zero = || AtomicU64::new(0);
        Self { voice, bar, documents: zero(), planned: zero(), pages: zero(), bad_records: zero() }
    }

    /// Takes note of an event.
    pub(crate) fn hear(&self, event: &Event) {
        if self.voice == Voice::Json {
            print_line(&wire::to_line(&wire::Event::of(event)));
            return;
        }
        match event {
            Event::Planned { documents, bytes, .. } => {
                self.planned.store(*documents, Ordering::Relaxed);
                self.bar.set_length(*bytes);
                if *documents > 0 {
                    self.bar.enable_steady_tick(Duration::from_millis(200));
                }
            }
            Event::Read { path, pages, bytes, fate, .. } => {
                self.documents.fetch_add(1, Ordering::Relaxed);
                self.pages.fetch_add(u64::from(*pages), Ordering::Relaxed);
                self.bar.inc(*bytes);
                self.bar.set_message(self.message());
                if let Fate::Failed(why) = fate {
                    self.say(path, &why.to_string());
                }
            }
            Event::Skipped { path, reason } => self.say(path, reason),
            Event::BadRecord { path, reason } => {
                self.bad_records.fetch_add(1, Ordering::Relaxed);
                self.say(path, reason);
            }
            _ => {}
        }
    }

    /// Says what the run did.
    pub(crate) fn finish(&self, summary: &Summary) {
        self.bar.finish_and_clear();
        match self.voice {
            Voice::Person => {
                exit::say(format_args!("{}", sentence(summary)));
                if let Some(hint) = hint(summary) {
                    exit::hint(&hint);
                }
                if let bad @ 1.. = self.bad_records.load(Ordering::Relaxed) {
                    exit::warn(&format!("records that cannot be understood: {bad}; their texts are for staff alone"));
                }
            }
            Voice::Json => print_line(&wire::to_line(&wire::Finished::of(summary))),
            Voice::Whisper | Voice::Quiet => {}
        }
    }

    /// "12 of 81 PDFs, 1,234 pages, 530 pages/s".
    fn message(&self) -> String {
        let pages = self.pages.load(Ordering::Relaxed);
        let rate = pages as f64 / self.bar.elapsed().as_secs_f64().max(0.05);
        let (documents, planned) = (self.documents.load(Ordering::Relaxed), self.planned.load(Ordering::Relaxed));
        format!(
            "{} of {} PDFs, {} pages, {} pages/s",
            grouped(documents),
            grouped(planned),
            grouped(pages),
            grouped(rate as u64)
        )
    }

    /// A line above the bar, where a person watches.
    fn say(&self, path: &Path, what: &str) {
        if !self.bar.is_hidden() {
            self.bar.println(format!("{}: {what}", path.display()));
        }
    }
}

/// A line of standard output. A reader that has gone away does not stop the indexing.
pub(super) fn print_line(line: &str) {
    let _ = writeln!(io::stdout().lock(), "{line}");
}

/// What to do about pages that cannot be read, or that were read with the wrong model.
fn hint(summary: &Summary) -> Option<String> {
    let models: Vec<String> = summary.models_wanted.iter().cloned().collect();
    if !models.is_empty() {
        return Some(format!(
            "tesseract has no model of {}: apt install {}",
            models.join(", "),
            packages(&models).join(" ")
        ));
    }
    let pages = summary.scanned + summary.garbled;
    let asked = summary.ocr_asked;
    (pages > 0 && !asked).then(|| {
        let noun = if pages == 1 { "page is" } else { "pages are" };
        format!("{} {noun} scanned or garbled; --ocr auto reads them with tesseract", grouped(pages))
    })
}

/// "ibid: 81 PDFs: 79 read (5,982 pages, 1,646,346 words), 2 unchanged; passed over: 3 hidden (2.3 s)".
fn sentence(summary: &Summary) -> String {
    let list = |parts: &[(u64, &str)]| {
        let parts = parts.iter().filter(|(count, _)| *count > 0);
        parts.map(|(count, what)| format!("{} {what}", grouped(*count))).collect::<Vec<_>>().join(", ")
    };
    let mut done = Vec::new();
    if summary.indexed > 0 {
        let (pages, words) = (grouped(summary.pages), grouped(summary.words));
        let ocr = match summary.recognised {
            0 => String::new(),
            many => format!(", {} by OCR", grouped(many)),
        };
        done.push(format!("{} read ({pages} pages{ocr}, {words} words)", grouped(summary.indexed)));
    }
    done.push(list(&[
        (summary.unchanged, "unchanged"),
        (summary.described, "described anew"),
        (summary.moved, "moved"),
        (summary.same_as, "with the same bytes as another"),
        (summary.failed, "not readable (ibid status --all says why)"),
        (summary.removed, "gone"),
    ]));
    done.retain(|part| !part.is_empty());
    let passed_over = &summary.passed_over;
    let unreadable = passed_over.unreadable.len() as u64;
    let passed = list(&[
        (passed_over.hidden, "hidden"),
        (passed_over.ignored, "ignored"),
        (passed_over.not_pdf, "of other kinds"),
        (unreadable, "that cannot be opened"),
    ]);
    let passed = if passed.is_empty() { String::new() } else { format!("; passed over: {passed}") };
    let done = if done.is_empty() { String::new() } else { format!(": {}", done.join(", ")) };
    let noun = if summary.found == 1 { "PDF" } else { "PDFs" };
    format!("ibid: {} {noun}{done}{passed} ({:.1} s)", grouped(summary.found), summary.seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_is_one_sentence() {
        let summary =
            Summary { found: 81, indexed: 79, pages: 5_982, words: 1_646_346, unchanged: 2, ..Summary::default() };
        assert_eq!(sentence(&summary), "ibid: 81 PDFs: 79 read (5,982 pages, 1,646,346 words), 2 unchanged (0.0 s)");
        assert_eq!(
            sentence(&Summary { found: 1, unchanged: 1, ..Summary::default() }),
            "ibid: 1 PDF: 1 unchanged (0.0 s)"
        );
        assert_eq!(sentence(&Summary::default()), "ibid: 0 PDFs (0.0 s)");
    }
}
