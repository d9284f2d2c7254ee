//! A record in the making: what all formats have in common once their names for it are translated.
//!
//! A format's map says what an element is; here is decided what comes of several: which of five dates is the thesis's, which
//! of two descriptions the abstract, which identifier the page.

use super::{
    Contributor, Described, Format, Record, Translation,
    files::{self, Files, Of},
    rights::{self, Right, Verdict},
    vocabulary, when,
    xml::tidy,
};
use crate::date::Date;

/// How far a date is the thesis's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Dated {
    /// Issued, awarded.
    Issued,
    /// Accepted, submitted, made.
    Made,
    /// A date of which nothing is said.
    Some,
}

/// What was read so far.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub(super) record: Record,
    pub(super) files: Files,
    /// What is said of the access to all of it.
    pub(super) verdict: Verdict,
    dates: Vec<(Dated, bool, Date)>,
    descriptions: Vec<Translation>,
    /// Pages that may be the record's, the surest first.
    pages: Vec<String>,
    /// Pages that are the record's if its files stand below them.
    related: Vec<String>,
}

impl Draft {
    pub(super) fn title(&mut self, text: &str, language: Option<&str>) {
        match &self.record.title {
            None if !text.is_empty() => self.record.title = Some(text.to_owned()),
            Some(title) if title != text => self.other_title(text, language),
            _ => {}
        }
    }

    pub(super) fn other_title(&mut self, text: &str, language: Option<&str>) {
        if self.record.title.as_deref() != Some(text) {
            translate(&mut self.record.translated_titles, text, language);
        }
    }

    pub(super) fn creator(&mut self, name: &str) {
        push(&mut self.record.creators, name);
    }

    pub(super) fn contributor(&mut self, name: &str, role: &str) {
        // "Nkemnji, John (Advisor)".
        let within = name.strip_suffix(')').and_then(|name| name.rsplit_once(" ("));
        let (name, role) = match within {
            Some((name, within)) if role == "contributor" && vocabulary::is_role(within) => (name, within),
            _ => (name, role),
        };
        let role = vocabulary::role(role);
        let known = |one: &Contributor| one.name == name && (one.role == role || role == "contributor");
        if !name.is_empty() && !self.record.contributors.iter().any(known) {
            self.record.contributors.push(Contributor { name: name.to_owned(), role });
        }
    }

    pub(super) fn dated(&mut self, how: Dated, text: &str) {
        if text.contains("embargoEnd/") {
            self.verdict.hear(rights::access(text));
        } else if let Some(date) = when::date(text) {
            self.dates.push((how, text.contains('T'), date));
        }
    }

    pub(super) fn kind(&mut self, text: &str) {
        let (kind, level) = vocabulary::kinds(text);
        // "Thesis" says most, whatever else it is called.
        if self.record.item_type.is_none() || kind.as_deref() == Some("Thesis") {
            self.record.item_type = kind.or(self.record.item_type.take());
        }
        fill(&mut self.record.thesis_type, level);
        fill(&mut self.record.version, vocabulary::version(text));
    }

    /// The level of the degree, in our words where it is one that is known.
    pub(super) fn level(&mut self, text: &str) {
        fill(&mut self.record.thesis_type, vocabulary::level(text).or_else(|| some(text)));
    }

    /// The abstract.
    pub(super) fn summary(&mut self, text: &str, language: Option<&str>) {
        match &self.record.summary {
            None if !text.is_empty() => self.record.summary = Some(text.to_owned()),
            Some(summary) if summary != text => translate(&mut self.record.translated_abstracts, text, language),
            _ => {}
        }
    }

    /// A description, which may be the abstract or a note.
    pub(super) fn description(&mut self, text: &str, language: Option<&str>) {
        translate(&mut self.descriptions, text, language);
    }

    /// A keyword, or several with semicolons between. Numbers of a classification are subjects.
    pub(super) fn keywords(&mut self, text: &str) {
        if ["ddc:", "lcc:", "jel:", "msc:", "info:eu-repo/classification/"]
            .iter()
            .any(|scheme| text.starts_with(scheme))
        {
            return self.subject(text);
        }
        text.split(';').for_each(|keyword| push(&mut self.record.keywords, &tidy(keyword)));
    }

    /// Keywords that are all in one text.
    pub(super) fn all_keywords(&mut self, text: &str) {
        let separator = if text.contains(';') { ';' } else { ',' };
        text.split(separator).for_each(|keyword| push(&mut self.record.keywords, &tidy(keyword)));
    }

    pub(super) fn subject(&mut self, text: &str) {
        push(&mut self.record.subjects, text);
    }

    /// A language of the record, unless a file of it is meant.
    pub(super) fn language(&mut self, text: &str) {
        fill(&mut self.record.language, vocabulary::language(text));
    }

    /// Something that identifies it: a file, its page, a number, a citation.
    pub(super) fn identifier(&mut self, text: &str) {
        if files::is_file(text) {
            self.files.url(text);
        } else if is_page(text) {
            self.pages.push(text.replace("&amp;", "&"));
        } else if text.split(' ').count() > 5 {
            fill(&mut self.record.citation, some(text));
        } else {
            push(&mut self.record.identifiers, text);
        }
    }

    /// The page of the record, said to be it.
    pub(super) fn page(&mut self, text: &str) {
        match is_page(text) {
            true => self.pages.insert(0, text.to_owned()),
            false => self.identifier(text),
        }
    }

    /// Something that it is related to: the page, if the files stand below it.
    pub(super) fn related(&mut self, text: &str) {
        if is_page(text) && !files::is_file(text) {
            self.related.push(text.to_owned());
        } else if files::is_file(text) {
            self.files.url(text);
        }
    }

    /// Media type, or extent.
    pub(super) fn format(&mut self, text: &str) {
        match pages_of(text) {
            Some(pages) => fill(&mut self.record.pages, Some(pages)),
            None => self.files.say(Of::Format, text),
        }
    }

    /// The record, and what is to be said of it.
    pub(super) fn finish(mut self, format: Format) -> Described {
        self.choose_date();
        self.choose_summary();
        self.choose_page();
        self.choose_people();
        self.choose_institution();
        self.sort_files();
        self.record.texts_mut().for_each(|text| *text = tidy(text));
        Described { format, record: self.record, doubts: self.verdict.doubts }
    }

    fn choose_date(&mut self) {
        let date = self.dates.iter().min_by_key(|(how, timed, _)| (*how, *timed));
        let date = date.map(|(how, timed, _)| (*how, *timed));
        let Some((how, timed)) = date else { return };
        let alike = self.dates.iter().filter(|date| (date.0, date.1) == (how, timed)).map(|date| date.2);
        let chosen = if timed { alike.min() } else { { alike }.next() };
        fill(&mut self.record.date, chosen);
        // DSpace tells, to the second, when a record came in; what a thesis itself is dated has no time.
        if !timed {
            let came = self.dates.iter().filter(|(how, timed, _)| *how == Dated::Some && *timed).map(|date| date.2);
            fill(&mut self.record.deposited, came.min());
        }
    }

    fn choose_summary(&mut self) {
        if self.record.summary.is_some() {
            return;
        }
        let least = if self.descriptions.len() == 1 { 60 } else { 150 };
        let longest = self.descriptions.iter().map(|one| one.text.len()).max().filter(|length| *length >= least);
        let Some(longest) = longest else { return };
        // An abstract in another language is about as long; a note is not.
        let alike = self.descriptions.drain(..).filter(|one| one.text.len() * 3 >= longest);
        let alike: Vec<Translation> = alike.collect();
        for one in alike {
            let language = one.language.as_deref();
            match &self.record.summary {
                None => self.record.summary = Some(one.text),
                Some(_) => translate(&mut self.record.translated_abstracts, &one.text, language),
            }
        }
    }

    fn choose_page(&mut self) {
        let below = self.related.iter().position(|page| self.files.any_below(page));
        let related = below.or(if self.pages.is_empty() && !self.related.is_empty() { Some(0) } else { None });
        if let Some(at) = related {
            let page = self.related.swap_remove(at);
            self.pages.insert(0, page);
        }
        let first =
            self.pages.iter().position(|page| !is_doi(page)).or(if self.pages.is_empty() { None } else { Some(0) });
        if self.record.uri.is_none() {
            self.record.uri = first.map(|first| self.pages.remove(first));
        }
        for page in self.pages.drain(..) {
            if self.record.uri.as_ref() != Some(&page) {
                push(&mut self.record.identifiers, &page);
            }
        }
    }

    fn choose_people(&mut self) {
        let Record { creators, contributors, .. } = &mut self.record;
        contributors.retain(|one| one.role != "contributor" || !creators.contains(&one.name));
        if creators.is_empty() {
            // Some write every author as a contributor.
            creators.extend(contributors.iter().filter(|one| one.role == "contributor").map(|one| one.name.clone()));
            contributors.retain(|one| one.role != "contributor");
        }
    }

    /// Simple Dublin Core knows publishers only; a thesis's is its university.
    fn choose_institution(&mut self) {
        let record = &mut self.record;
        if record.institution.is_none() && record.item_type.as_deref() == Some("Thesis") {
            let grants = |name: &&String| GRANTING.iter().any(|word| name.contains(word));
            record.institution = record.publisher.as_ref().filter(grants).cloned();
        }
    }

    fn sort_files(&mut self) {
        let (files, of_record) = std::mem::take(&mut self.files).sorted();
        for (what, text) in of_record {
            match what {
                Of::Language => self.language(&text),
                Of::Access => self.verdict.hear(rights::access(&text)),
                Of::Licence => self.verdict.hear(rights::rights(&text)),
                Of::Embargo => self.verdict.hear(rights::embargo(&text)),
                Of::Format | Of::Checksum | Of::Size => {}
            }
        }
        let of_all = self.verdict.clone();
        for (mut file, mut verdict) in files {
            verdict.also(&of_all);
            let terms = verdict.terms();
            (file.security, file.embargo) = (terms.level, terms.embargo);
            fill(&mut file.licence, verdict.licence.as_deref().and_then(vocabulary::licence));
            fill(&mut file.version, self.record.version.clone());
            for doubt in verdict.doubts {
                let said = file.name.as_ref().map_or(doubt.clone(), |name| format!("{name}: {doubt}"));
                push(&mut self.verdict.doubts, &said);
            }
            self.record.documents.push(file);
        }
        let of_documents = self.record.documents.iter().find_map(|file| file.language.clone());
        fill(&mut self.record.language, of_documents);
        let terms = self.verdict.terms();
        self.verdict.doubts.dedup();
        (self.record.security, self.record.embargo) = (terms.level, terms.embargo);
        fill(&mut self.record.licence, self.verdict.licence.as_deref().and_then(vocabulary::licence));
        self.record = std::mem::take(&mut self.record).strictest();
    }

    /// A statement about access or copyright.
    pub(super) fn right(&mut self, right: Right) {
        self.verdict.hear(right);
    }
}

/// The text, unless it is empty.
pub(super) fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

/// Puts a value where there is none.
pub(super) fn fill<T>(slot: &mut Option<T>, value: Option<T>) {
    if slot.is_none() {
        *slot = value;
    }
}

/// Adds a text that is not there yet.
pub(super) fn push(list: &mut Vec<String>, text: &str) {
    if !text.is_empty() && !list.iter().any(|known| known == text) {
        list.push(text.to_owned());
    }
}

fn translate(list: &mut Vec<Translation>, text: &str, language: Option<&str>) {
    if !text.is_empty() && !list.iter().any(|known| known.text == text) {
        list.push(Translation { language: language.and_then(vocabulary::language), text: text.to_owned() });
    }
}

fn is_page(text: &str) -> bool {
    (text.starts_with("http://") || text.starts_with("https://")) && !text.contains(' ')
}

fn is_doi(page: &str) -> bool {
    page.contains("doi.org/10.")
}

/// How many pages an extent has: "xii, 214 p.", "96 pages".
pub(super) fn pages_of(text: &str) -> Option<u32> {
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let units = ["p", "pp", "pages", "leaves", "s", "seiten", "h", "hojas", "f", "feuilles", "bl", "blätter", "sivua"];
    let pair =
        words.windows(2).find(|pair| units.contains(&pair[1]) && pair[0].bytes().all(|byte| byte.is_ascii_digit()))?;
    pair[0].parse().ok().filter(|pages| *pages > 0)
}

const GRANTING: [&str; 9] =
    ["niversi", "Institute of Technology", "Hochschule", "Politec", "Polytech", "College", "School", "大学", "대학"];
