//! What sections are for: their kind by the words of their headings, by those above them and by their place.

use super::{
    SectionKind,
    body::Body,
    headings::{self, Numbering, Style},
    kinds,
    sections::Found,
};

/// The kind of each heading's section, in order.
pub(super) fn kinds(body: &Body<'_>, found: &[Found]) -> Vec<SectionKind> {
    let numbers: Vec<Option<Numbering>> = found.iter().map(|one| number(body, one)).collect();
    let last_chapter = numbers.iter().rposition(|number| number.as_ref().is_some_and(is_chapter));
    let mut above: Vec<(u8, SectionKind, bool)> = Vec::new();
    let mut out: Vec<SectionKind> = Vec::with_capacity(found.len());
    let mut stage = Stage::Front;
    for (at, one) in found.iter().enumerate() {
        above.retain(|(level, ..)| *level < one.level);
        let place = Place { stage, is_behind_chapters: last_chapter.is_some_and(|last| at > last) };
        let kind = match above.last() {
            None => top(one, numbers[at], place),
            Some(&(_, parent, is_article)) => below(one, numbers[at], place, parent, is_article),
        };
        stage = stage.after(kind);
        let is_article = kind == SectionKind::Chapter && is_article(found, at);
        above.push((one.level, kind, is_article));
        out.push(kind);
    }
    out
}

/// How far a document has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    Front,
    Body,
    References,
    Appendix,
}

impl Stage {
    fn after(self, kind: SectionKind) -> Self {
        match kind {
            SectionKind::Appendix => Self::Appendix,
            SectionKind::References => self.max(Self::References),
            _ if kind.is_body() => self.max(Self::Body),
            _ => self,
        }
    }
}

/// Where in a document a heading stands.
#[derive(Clone, Copy)]
struct Place {
    stage: Stage,
    /// Whether no numbered chapter follows.
    is_behind_chapters: bool,
}

fn is_chapter(number: &Numbering) -> bool {
    number.depth == 1 && matches!(number.style, Style::Digits | Style::Chapter | Style::Roman)
}

/// The printed number, else the one in the title.
fn number(body: &Body<'_>, one: &Found) -> Option<Numbering> {
    if one.print.end > one.print.first {
        let line = body.shown(one.print.first);
        let bare = headings::is_bare_number(line) && one.print.end > one.print.first + 1;
        let printed = if bare { headings::numbering(&format!("{line} x")) } else { headings::numbering(line) };
        // "A model" may be an article and a word: not if the title does not begin with it.
        let is_sure = |number: &Numbering| {
            number.style != Style::Letter || number.length > 2 || bare || !one.title.starts_with(&line[..number.length])
        };
        if let Some(number) = printed.filter(is_sure) {
            return Some(number);
        }
    }
    headings::numbering(&one.title)
}

/// The kind of an outermost heading's section.
fn top(one: &Found, number: Option<Numbering>, place: Place) -> SectionKind {
    if let Some(kind) = appendix(one, number, place) {
        return kind;
    }
    match one.kind.or_else(|| kinds::named(&one.title)) {
        // A summary behind the chapters, or numbered as one of them, concludes; behind the references it is an abstract.
        Some(SectionKind::Abstract)
            if place.stage == Stage::Body
                && (number.is_some() || place.is_behind_chapters)
                && !kinds::is_abstract(&one.title) =>
        {
            SectionKind::Conclusion
        }
        Some(kind) => kind,
        None => {
            kinds::role(headings::without_number(&one.title)).or_else(|| kinds::role(&one.title)).unwrap_or_default()
        }
    }
}

fn appendix(one: &Found, number: Option<Numbering>, place: Place) -> Option<SectionKind> {
    let number = number?;
    let lettered =
        number.style == Style::Letter && number.depth == 1 && place.stage >= Stage::Body && place.is_behind_chapters;
    let is_appendix = number.style == Style::Appendix || lettered;
    // "Appendix B: References" is a list of references all the same.
    let kind = kinds::named(headings::without_number(&one.title)).filter(|kind| *kind == SectionKind::References);
    is_appendix.then_some(kind.unwrap_or(SectionKind::Appendix))
}

/// The kind of a section within another: that of the other, unless it says what it is itself.
fn below(one: &Found, number: Option<Numbering>, place: Place, parent: SectionKind, is_article: bool) -> SectionKind {
    let named = one.kind.or_else(|| kinds::named(&one.title));
    let role = || kinds::exact_role(headings::without_number(&one.title)).or_else(|| kinds::exact_role(&one.title));
    // A chapter within a part is a chapter.
    if parent == SectionKind::Chapter && number.is_some_and(|number| is_chapter(&number)) {
        return top(one, number, place);
    }
    let keeps = |kind: SectionKind| matches!(kind, SectionKind::References | SectionKind::Appendix);
    match parent {
        SectionKind::Chapter => {
            let appendix = appendix(one, number, place);
            let matter = named.filter(|kind| is_article || keeps(*kind) || one.kind.is_some());
            let own = appendix.or(matter).or_else(role);
            match own {
                // In chapters that are no articles these are the chapter's own.
                Some(SectionKind::Introduction | SectionKind::Conclusion | SectionKind::Discussion) if !is_article => {
                    parent
                }
                own => own.unwrap_or(parent),
            }
        }
        SectionKind::Introduction => match role() {
            Some(SectionKind::Literature) => SectionKind::Literature,
            _ => named.filter(|kind| keeps(*kind)).unwrap_or(parent),
        },
        SectionKind::Results => match role() {
            Some(SectionKind::Discussion) => SectionKind::Discussion,
            _ => named.filter(|kind| keeps(*kind)).unwrap_or(parent),
        },
        SectionKind::Appendix | SectionKind::References => {
            named.filter(|kind| *kind == SectionKind::References).unwrap_or(parent)
        }
        _ if parent.is_body() => named.filter(|kind| keeps(*kind)).unwrap_or(parent),
        // A numbered heading is not of the contents page that it follows.
        _ if number.is_some() || named.is_some() => top(one, number, place),
        _ => parent,
    }
}

/// Whether the sections of a chapter are those of an article: at least three of those that articles have.
fn is_article(found: &[Found], chapter: usize) -> bool {
    let level = found[chapter].level;
    let parts = found[chapter + 1..].iter().take_while(|one| one.level > level).filter(|one| one.level == level + 1);
    let mut kinds: Vec<SectionKind> = parts.filter_map(article_part).collect();
    kinds.sort_unstable_by_key(|kind| *kind as u8);
    kinds.dedup();
    let is_science = kinds.contains(&SectionKind::Methods) && kinds.contains(&SectionKind::Results);
    kinds.len() >= 3 || is_science
}

/// What a section of an article is for, as far as it says so.
fn article_part(one: &Found) -> Option<SectionKind> {
    let title = headings::without_number(&one.title);
    kinds::named(title).filter(|kind| *kind != SectionKind::List).or_else(|| kinds::role(title))
}
