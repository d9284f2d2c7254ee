//! The `tesseract` program: what it can read, and having it read a page.

use std::{
    io::{self, Read, Write},
    process::{Child, Command, Stdio},
    sync::mpsc::{Receiver, channel},
    thread,
    time::{Duration, Instant},
};

use serde::{Deserialize, Serialize};

use super::{Missing, shape, tsv};
use crate::page::{Page, Picture};

/// How long it may take to say what it can read: it reads a folder.
const ANSWER: Duration = Duration::from_secs(10);
/// Bytes of its answer that are listened to: a page of words has some 50 kB.
const LONGEST_ANSWER: u64 = 16 << 20;
/// How long the complaint of a process that has ended is waited for.
const LAST_WORDS: Duration = Duration::from_secs(1);
/// Layout analysis, no asking for the orientation: that costs a third more, and is asked of doubtful pages alone.
const AUTOMATIC: &str = "3";
/// Orientation and script alone.
const ORIENTATION: &str = "0";
/// A page is doubtful that has less confidence, of 100: pages in print have above 85, photographs and pages that lie on
/// their side below 60.
const DOUBTFUL: u8 = 65;
/// How sure it must be of an orientation, by its own measure: 15 is "reasonably confident" there, upright pages that
/// are hard to read have below 2.
const SURE: f32 = 2.0;

/// The program as it is installed here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tesseract {
    /// Its models but for that of orientations.
    languages: Vec<String>,
    /// Whether it can tell which way up a page is.
    knows_orientation: bool,
}

/// Why a page was not recognised.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unread {
    /// It could not be started or spoken to.
    #[error("tesseract cannot be run: {0}")]
    Failed(String),
    /// It said so, or died.
    #[error("tesseract gave up: {0}")]
    GaveUp(String),
    /// It took longer than it may.
    #[error("tesseract was stopped after {0} s")]
    TimedOut(u64),
}

impl Tesseract {
    /// The program on the path.
    ///
    /// # Errors
    /// That it is missing, or can read nothing.
    pub fn find() -> Result<Self, Missing> {
        let mut command = Command::new("tesseract");
        command.arg("--list-langs");
        let said = ask(command, Vec::new(), ANSWER).map_err(|_| Missing::Program)?;
        // The first line is a heading with the folder in it.
        let mut models: Vec<String> = said.lines().skip(1).map(|line| line.trim().to_owned()).collect();
        models.retain(|model| !model.is_empty() && !model.contains([' ', '/', ':']));
        let knows_orientation = models.iter().any(|model| model == "osd");
        models.retain(|model| model != "osd" && model != "equ");
        if models.is_empty() {
            return Err(Missing::Languages(vec!["eng".to_owned()]));
        }
        Ok(Self { languages: models, knows_orientation })
    }

    /// Its models, by its own names.
    pub fn languages(&self) -> &[String] {
        &self.languages
    }

    /// Whether it has this model.
    pub fn can_read(&self, model: &str) -> bool {
        self.languages.iter().any(|known| known == model)
    }

    /// Reads a page with these models (such as `deu` or `ita+eng`), which it must have. A picture that lies on its side
    /// or head is turned first, where it can tell.
    ///
    /// # Errors
    /// Why there is nothing to show for it.
    pub fn read(&self, picture: &Picture, models: &str, within: Duration) -> Result<Page, Unread> {
        let deadline = Instant::now() + within;
        let page = recognise(picture, models, within)?;
        let is_doubtful = page.confidence.unwrap_or(0) < DOUBTFUL;
        if !(is_doubtful && self.knows_orientation) {
            return Ok(page);
        }
        let left = || deadline.saturating_duration_since(Instant::now());
        let Some(degrees) = orientation(picture, left()).filter(|degrees| *degrees != 0) else { return Ok(page) };
        let again = recognise(&picture.turned(degrees), models, left());
        Ok(again.ok().filter(|again| again.confidence > page.confidence).unwrap_or(page))
    }
}

fn recognise(picture: &Picture, models: &str, within: Duration) -> Result<Page, Unread> {
    let mut command = tesseract(picture, AUTOMATIC);
    command.args(["-l", models, "-c", "tessedit_create_tsv=1"]);
    let said = ask(command, pnm(picture), within)?;
    Ok(shape::page(picture, &tsv::words(&said)))
}

/// By how many degrees clockwise the picture must be turned to be upright, where that is clear.
fn orientation(picture: &Picture, within: Duration) -> Option<u16> {
    let said = ask(tesseract(picture, ORIENTATION), pnm(picture), within).ok()?;
    let value = |name: &str| {
        let line = said.lines().find_map(|line| line.strip_prefix(name))?;
        line.trim_start_matches(':').trim().parse::<f32>().ok()
    };
    (value("Orientation confidence")? >= SURE).then_some(value("Rotate")? as u16 % 360)
}

fn tesseract(picture: &Picture, segmentation: &str) -> Command {
    let mut command = Command::new("tesseract");
    command.args(["stdin", "stdout", "--psm", segmentation]);
    command.args(["--dpi", &format!("{:.0}", picture.resolution.clamp(70.0, 2400.0))]);
    command
}

/// A picture as a portable graymap (`P5`), which needs no compression.
fn pnm(picture: &Picture) -> Vec<u8> {
    let mut bytes = format!("P5\n{} {}\n255\n", picture.width, picture.height).into_bytes();
    bytes.extend_from_slice(&picture.gray);
    bytes
}

/// Runs a command with `input`, and returns what it says, unless it fails or takes too long.
fn ask(mut command: Command, input: Vec<u8>, within: Duration) -> Result<String, Unread> {
    // One thread a page: pages are read side by side, and threads within a page gain little and cost much.
    command.env("OMP_THREAD_LIMIT", "1");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let failed = |error: io::Error| Unread::Failed(error.to_string());
    let missing = || Unread::Failed("a pipe is missing".to_owned());
    let mut process = Reaped(command.spawn().map_err(failed)?);
    let mut stdin = process.0.stdin.take().ok_or_else(missing)?;
    let answer = listen(process.0.stdout.take().ok_or_else(missing)?).map_err(failed)?;
    let complaint = listen(process.0.stderr.take().ok_or_else(missing)?).map_err(failed)?;
    // Nobody waits for these threads: what the process has started may hold its pipes open when it is gone. One that
    // does not listen is found out by what it says.
    thread::Builder::new().spawn(move || drop(stdin.write_all(&input))).map_err(failed)?;
    let Ok(said) = answer.recv_timeout(within) else { return Err(Unread::TimedOut(within.as_secs())) };
    let status = process.0.wait().map_err(failed)?;
    if status.success() {
        return Ok(said);
    }
    let complaint = complaint.recv_timeout(LAST_WORDS).unwrap_or_default();
    Err(Unread::GaveUp(reason(&complaint).unwrap_or_else(|| status.to_string())))
}

/// Listens to a process to its end, as far as that is bearable.
fn listen(from: impl Read + Send + 'static) -> io::Result<Receiver<String>> {
    let (sender, said) = channel();
    thread::Builder::new().spawn(move || {
        let mut bytes = Vec::new();
        // What was said before it broke off counts.
        let _ = from.take(LONGEST_ANSWER).read_to_end(&mut bytes);
        sender.send(String::from_utf8_lossy(&bytes).into_owned())
    })?;
    Ok(said)
}

fn reason(complaint: &str) -> Option<String> {
    let line = complaint.lines().map(str::trim).find(|line| !line.is_empty())?;
    Some(line.chars().take(160).collect())
}

/// A process that does not outlive its master.
struct Reaped(Child);

impl Drop for Reaped {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
