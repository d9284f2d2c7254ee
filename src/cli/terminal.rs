//! What standard output understands: colour, links, width.

use std::{
    fmt::Write as _,
    io::{self, IsTerminal, Write},
    path::Path,
};

use anstream::ColorChoice;
use anstyle::{AnsiColor, Style};

use super::args::When;

/// How to write to standard output.
pub(crate) struct Terminal {
    out: io::BufWriter<io::Stdout>,
    colour: bool,
    links: bool,
    width: usize,
}

/// How a stretch of output looks where colour is understood.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Look {
    /// A title.
    Title,
    /// A page number.
    Page,
    /// A marked word.
    Mark,
    /// What matters less.
    Faint,
    /// What is as it should be.
    Right,
    /// What is not.
    Wrong,
}

impl Look {
    fn style(self) -> Style {
        match self {
            Self::Title => Style::new().bold(),
            Self::Page => AnsiColor::Green.on_default(),
            Self::Mark => AnsiColor::Red.on_default().bold(),
            Self::Faint => Style::new().dimmed(),
            Self::Right => AnsiColor::Green.on_default(),
            Self::Wrong => AnsiColor::Red.on_default(),
        }
    }
}

/// Applies `--color` to everything that is written from now on.
pub(crate) fn choose_colour(when: When) {
    match when {
        When::Auto => ColorChoice::Auto,
        When::Always => ColorChoice::Always,
        When::Never => ColorChoice::Never,
    }
    .write_global();
}

impl Terminal {
    /// Standard output as it is; `links` says when to write terminal hyperlinks.
    pub(crate) fn stdout(links: When) -> Self {
        let stdout = io::stdout();
        let on_terminal = stdout.is_terminal();
        let colour = anstream::AutoStream::choice(&stdout) != ColorChoice::Never;
        let links = match links {
            When::Auto => on_terminal && colour,
            When::Always => true,
            When::Never => false,
        };
        let width = if on_terminal { terminal_width() } else { 100 };
        Self { out: io::BufWriter::new(stdout), colour, links, width }
    }

    /// Columns to fill.
    pub(crate) fn width(&self) -> usize {
        self.width
    }

    /// Whether a mark is put in brackets.
    pub(crate) fn brackets_marks(&self) -> bool {
        !self.colour
    }

    /// `text` in its look; a mark is put in brackets where there is no colour.
    pub(crate) fn paint(&self, look: Look, text: &str) -> String {
        match (self.colour, look) {
            (true, _) => format!("{}{text}{}", look.style().render(), look.style().render_reset()),
            (false, Look::Mark) => format!("[{text}]"),
            (false, _) => text.to_owned(),
        }
    }

    /// `text` as a link (OSC 8) that opens `pdf` at a page, where links are understood.
    pub(crate) fn link(&self, pdf: &Path, page: u32, text: &str) -> String {
        if !self.links {
            return text.to_owned();
        }
        format!("\x1b]8;;{}#page={page}\x1b\\{text}\x1b]8;;\x1b\\", file_url(pdf))
    }

    /// Writes a line.
    pub(crate) fn line(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.out, "{text}")
    }

    /// Writes what is still held back. Dropping a terminal loses no output but forgets the error.
    pub(crate) fn finish(mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// `file://` URL of an absolute path, with all but unreserved characters in percent notation (RFC 3986, 2.3).
pub(crate) fn file_url(path: &Path) -> String {
    let mut url = String::from("file://");
    for byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => url.push(char::from(*byte)),
            _ => {
                let _ = write!(url, "%{byte:02X}");
            }
        }
    }
    url
}

/// Columns of the terminal, at most 120: longer lines are hard to read.
fn terminal_width() -> usize {
    let columns = rustix::termios::tcgetwinsize(io::stdout()).map_or(0, |size| usize::from(size.ws_col));
    if columns == 0 { 100 } else { columns.min(120) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_becomes_a_url() {
        assert_eq!(file_url(Path::new("/a b/é#1.pdf")), "file:///a%20b/%C3%A9%231.pdf");
    }
}
