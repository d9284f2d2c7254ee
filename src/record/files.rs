//! The files of a record whose format says only in which order they come.
//!
//! Dublin Core repeats `identifier`, `format`, `language` and `accessRights`; which belong together, their places tell. As
//! many as there are files: one each, in order. Else what follows a file is that file's, and the rest is the record's.

use super::{
    Document,
    rights::{self, Verdict},
    vocabulary, when,
};

/// What is said of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Of {
    Format,
    Language,
    Access,
    Licence,
    Embargo,
    Checksum,
    Size,
}

/// A file, and what is said of who may read it.
pub(super) type Judged = (Document, Verdict);

/// Files and what is said between them, in the order of the record.
#[derive(Debug, Default)]
pub(super) struct Files {
    files: Vec<Judged>,
    /// What, after how many files, and the words.
    said: Vec<(Of, usize, String)>,
}

impl Files {
    /// One more file, by its URL.
    pub(super) fn url(&mut self, url: &str) {
        let url = url.replace("&amp;", "&");
        if !self.files.iter().any(|(file, _)| file.url.as_deref() == Some(&url)) {
            self.whole(Document { name: name_of(&url), url: Some(url), ..Document::default() }, Verdict::default());
        }
    }

    /// One more file of which all is known.
    pub(super) fn whole(&mut self, file: Document, verdict: Verdict) {
        self.files.push((file, verdict));
    }

    /// Something said of a file, or of the record.
    pub(super) fn say(&mut self, what: Of, text: &str) {
        self.said.push((what, self.files.len(), text.to_owned()));
    }

    /// Whether a file's URL begins so: then it is the page of the record.
    pub(super) fn any_below(&self, page: &str) -> bool {
        let page = page.trim_end_matches('/');
        let below = |url: &String| url.strip_prefix(page).is_some_and(|rest| rest.starts_with('/'));
        self.files.iter().any(|(file, _)| file.url.as_ref().is_some_and(below))
    }

    /// The files, each with what is said of it, and what is said of none in particular.
    pub(super) fn sorted(mut self) -> (Vec<Judged>, Vec<(Of, String)>) {
        let mut of_record = Vec::new();
        for what in [Of::Format, Of::Language, Of::Access, Of::Licence, Of::Embargo, Of::Checksum, Of::Size] {
            let said: Vec<_> = self.said.iter().filter(|(of, ..)| *of == what).cloned().collect();
            let in_order = said.len() == self.files.len();
            for (number, (_, after, text)) in said.into_iter().enumerate() {
                let file = if in_order { Some(number) } else { after.checked_sub(1).filter(|_| may_follow(what)) };
                let taken = file.and_then(|file| self.files.get_mut(file)).is_some_and(|file| take(file, what, &text));
                if !taken {
                    of_record.push((what, text));
                }
            }
        }
        for (file, _) in &mut self.files {
            let pdf = file.name.as_ref().is_some_and(|name| name.to_lowercase().ends_with(".pdf"));
            // "text" and "electronic" are no formats.
            if pdf && !file.format.as_deref().is_some_and(is_media_type) {
                file.format = Some("application/pdf".to_owned());
            }
        }
        (self.files, of_record)
    }
}

/// Who may read is never guessed: what does not come once a file is said of all.
fn may_follow(what: Of) -> bool {
    !matches!(what, Of::Access | Of::Licence | Of::Embargo)
}

/// Whether the file takes it: what it has it keeps.
fn take((file, verdict): &mut Judged, what: Of, text: &str) -> bool {
    let fill = |slot: &mut Option<String>, value: Option<String>| {
        let free = slot.is_none() && value.is_some();
        if free {
            *slot = value;
        }
        free
    };
    match what {
        Of::Format => fill(&mut file.format, Some(text.to_owned())),
        Of::Language => fill(&mut file.language, vocabulary::language(text)),
        Of::Checksum => fill(&mut file.checksum, Some(text.to_owned())),
        Of::Size => {
            let number = text.parse().ok().filter(|_| file.size.is_none());
            file.size = number.or(file.size);
            number.is_some()
        }
        Of::Access => hear(verdict, rights::access(text)),
        Of::Licence => hear(verdict, rights::rights(text)),
        Of::Embargo => hear(verdict, rights::embargo(text)),
    }
}

fn hear(verdict: &mut Verdict, right: rights::Right) -> bool {
    verdict.hear(right);
    true
}

/// The name of the file at a URL.
pub(super) fn name_of(url: &str) -> Option<String> {
    let path = url.split(['?', '#']).next()?;
    let name = path.rsplit('/').next().filter(|name| name.contains('.'))?;
    Some(decoded(name))
}

/// Whether a URL is a file's rather than a page's.
pub(super) fn is_file(url: &str) -> bool {
    if !(url.starts_with("http://") || url.starts_with("https://")) || url.contains(char::is_whitespace) {
        return false;
    }
    let lower = url.to_lowercase();
    let path = lower.split(['?', '#']).next().unwrap_or_default();
    let mut segments = path.rsplit('/');
    let name = segments.next().unwrap_or_default();
    let numbered = segments.take(2).all(|segment| !segment.is_empty() && segment.bytes().all(|c| c.is_ascii_digit()));
    let extension = name.rsplit_once('.').map(|(_, extension)| extension);
    let known = extension.is_some_and(|extension| EXTENSIONS.contains(&extension));
    let page = extension.is_some_and(|extension| ["html", "htm"].contains(&extension));
    known
        || page && numbered
        || lower.contains("/bitstream/")
        || lower.contains("viewcontent.cgi")
        || lower.contains("/bitstreams/") && (path.ends_with("/download") || path.ends_with("/content"))
}

const EXTENSIONS: [&str; 24] = [
    "pdf", "ps", "eps", "doc", "docx", "odt", "rtf", "txt", "tex", "epub", "zip", "gz", "tar", "ppt", "pptx", "xls",
    "xlsx", "csv", "jpg", "png", "tif", "mp3", "mp4", "xml",
];

/// `%20` and the like as what they stand for.
pub(super) fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, others @ ..] = rest {
        let hex = |byte: &u8| char::from(*byte).to_digit(16);
        match (first, others) {
            (b'%', [high, low, ..]) if hex(high).is_some() && hex(low).is_some() => {
                bytes.push((hex(high).unwrap_or(0) * 16 + hex(low).unwrap_or(0)) as u8);
                rest = &others[2..];
            }
            _ => {
                bytes.push(*first);
                rest = others;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

/// A checksum with its algorithm before it ("md5:d41d...").
pub(super) fn checksum(algorithm: Option<&str>, sum: Option<&str>) -> Option<String> {
    let sum = sum.map(str::trim).filter(|sum| !sum.is_empty())?;
    let algorithm = algorithm.unwrap_or("md5").to_lowercase().replace('-', "");
    Some(format!("{algorithm}:{}", sum.to_lowercase()))
}

/// Whether it is a media type.
pub(super) fn is_media_type(text: &str) -> bool {
    text.split_once('/').is_some_and(|(kind, rest)| !kind.is_empty() && !rest.is_empty() && !text.contains(' '))
        && when::date(text).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::Level;

    #[test]
    fn as_many_as_there_are_files_are_one_each() {
        let mut files = Files::default();
        files.url("https://example.org/3/1/contents.pdf");
        files.say(Of::Access, "staffonly");
        files.url("https://example.org/3/2/thesis.pdf");
        files.say(Of::Access, "public");
        files.say(Of::Language, "eng");
        let (mut files, of_record) = files.sorted();
        assert_eq!(files.iter_mut().map(|(_, v)| v.terms().level).collect::<Vec<_>>(), [Level::Staff, Level::Public]);
        assert_eq!(files[1].0.language.as_deref(), Some("en"));
        assert!(of_record.is_empty());
    }

    #[test]
    fn who_may_read_is_not_guessed() {
        let mut files = Files::default();
        files.url("https://example.org/3/1/contents.pdf");
        files.say(Of::Access, "staffonly");
        files.url("https://example.org/3/2/thesis.pdf");
        let (_, of_record) = files.sorted();
        assert_eq!(of_record, [(Of::Access, "staffonly".to_owned())]);
    }

    #[test]
    fn a_file_is_told_from_a_page() {
        for (url, file) in [
            ("https://example.org/3/1/thesis.pdf", true),
            ("http://cogprints.org/1/1/CUR_OP.html", true),
            ("https://example.org/record/about.html", false),
            ("https://example.org/bitstreams/5f22/download", true),
            ("http://example.org/cgi/viewcontent.cgi?article=1&context=etd", true),
            ("http://hdl.handle.net/1721.1/1209", false),
            ("https://doi.org/10.1/thesis.pdf", true),
            ("Doe, J. (2014) Groups. https://example.org/a.pdf", false),
        ] {
            assert_eq!(is_file(url), file, "{url}");
        }
        assert_eq!(name_of("https://e.org/a%20b%26w.pdf?x=1").as_deref(), Some("a b&w.pdf"));
        assert_eq!(decoded("100%"), "100%");
    }
}
