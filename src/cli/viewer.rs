//! Opening a PDF at a page, in the reader that the user has.

use std::{
    env,
    path::Path,
    process::{Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use super::{exit::Failure, terminal::file_url};

/// The variable that names the reader.
const VARIABLE: &str = "IBID_VIEWER";

/// How readers are told a page.
const KNOWN: [(&str, &str); 11] = [
    ("evince", "{path} -i {page}"),
    ("atril", "{path} -i {page}"),
    ("xreader", "{path} -i {page}"),
    ("papers", "{path} -i {page}"),
    ("okular", "-p {page} {path}"),
    ("zathura", "-P {page} {path}"),
    ("sioyek", "--page {page} {path}"),
    ("mupdf", "{path} {page}"),
    ("xpdf", "{path} {page}"),
    ("qpdfview", "{path}#{page}"),
    ("SumatraPDF", "-page {page} {path}"),
];

/// How long a reader that fails at once is waited for.
const PATIENCE: Duration = Duration::from_millis(800);

/// Opens `pdf` at a page (from 1) with `IBID_VIEWER`, or with what the system opens PDFs with. The reader outlives this process.
pub(crate) fn open(pdf: &Path, page: u32, label: Option<&str>) -> Result<(), Failure> {
    let template = template(env::var(VARIABLE).ok(), default_reader);
    let (page, path) = (page.max(1).to_string(), pdf.to_string_lossy().into_owned());
    let url = format!("{}#page={page}", file_url(pdf));
    let values = [("{page}", page.as_str()), ("{path}", &path), ("{url}", &url), ("{label}", label.unwrap_or(&page))];
    let mut words = words(&template).into_iter().map(|word| filled(&word, &values));
    let program = words.next().unwrap_or_default();
    let failed = |why: String| {
        Failure::Usage(format!(
            "`{program}` does not open the PDF ({why}): set {VARIABLE} to a reader, such as okular, or to a command, such as \
             'zathura -P {{page}} {{path}}'"
        ))
    };
    let mut command = Command::new(&program);
    command.args(words).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut reader = command.spawn().map_err(|error| failed(error.to_string()))?;
    let started = Instant::now();
    while started.elapsed() < PATIENCE {
        match reader.try_wait() {
            Ok(Some(status)) if status.success() => return Ok(()),
            Ok(Some(status)) => return Err(failed(status.to_string())),
            Ok(None) => sleep(Duration::from_millis(20)),
            Err(error) => return Err(failed(error.to_string())),
        }
    }
    Ok(())
}

/// The command to be filled in: what `IBID_VIEWER` holds, a reader's name or a template.
fn template(named: Option<String>, otherwise: impl Fn() -> String) -> String {
    let named = named.filter(|named| !named.trim().is_empty()).unwrap_or_else(otherwise);
    if named.contains('{') {
        return named;
    }
    let program = words(&named).into_iter().next().unwrap_or_default();
    let name = Path::new(&program).file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let known = KNOWN.iter().find(|(known, _)| known.eq_ignore_ascii_case(&name));
    match known {
        Some((_, arguments)) => format!("{named} {arguments}"),
        None => format!("{named} {{url}}"),
    }
}

/// What the system opens PDFs with: a reader that takes a page, or else what opens addresses.
fn default_reader() -> String {
    if cfg!(target_os = "macos") {
        return "open".to_owned();
    }
    let asked = Command::new("xdg-mime").args(["query", "default", "application/pdf"]).stderr(Stdio::null()).output();
    let named = asked.map(|said| String::from_utf8_lossy(&said.stdout).to_lowercase()).unwrap_or_default();
    let known = KNOWN.iter().find(|(known, _)| named.contains(&known.to_lowercase()));
    known.map_or("xdg-open", |(known, _)| known).to_owned()
}

/// The words of a command, parted at spaces that do not stand between quotation marks.
fn words(command: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quote = None;
    for c in command.chars() {
        match (quote, c) {
            (Some(open), _) if open == c => quote = None,
            (None, '"' | '\'') => quote = Some(c),
            (None, _) if c.is_whitespace() => words.push(String::new()),
            _ => words.iter_mut().last().into_iter().for_each(|word| word.push(c)),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// One pass, so that a brace in a path is not filled in.
fn filled(word: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::new();
    let mut rest = word;
    while let Some(at) = rest.find('{') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        match values.iter().find(|(name, _)| rest.starts_with(name)) {
            Some((name, value)) => {
                out.push_str(value);
                rest = &rest[name.len()..];
            }
            None => {
                out.push('{');
                rest = &rest[1..];
            }
        }
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_is_told_the_page_in_its_own_way() {
        let of = |named: &str| template(Some(named.to_owned()), String::new);
        assert_eq!(of("okular"), "okular -p {page} {path}");
        assert_eq!(of("/usr/bin/evince --fullscreen"), "/usr/bin/evince --fullscreen {path} -i {page}");
        assert_eq!(of("firefox"), "firefox {url}");
        assert_eq!(of("my viewer {page} {path}"), "my viewer {page} {path}");
        assert_eq!(template(Some(" ".into()), || "xdg-open".into()), "xdg-open {url}");
    }

    #[test]
    fn a_template_is_filled_once() {
        let values = [("{page}", "12"), ("{path}", "/a {page}.pdf")];
        let words: Vec<String> =
            words("x '-p {page}' \"{path}\" {other}").iter().map(|word| filled(word, &values)).collect();
        assert_eq!(words, ["x", "-p 12", "/a {page}.pdf", "{other}"]);
    }
}
