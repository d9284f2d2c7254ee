//! `ibid verify`: whether a quotation stands in a thesis as it is quoted, and on the page that is named for it.

use std::{
    fs, io,
    io::Read,
    path::{Path, PathBuf},
};

use clap::Args;

use super::{
    args::When,
    encoding,
    exit::{self, Exit, Failure, Outcome},
    passage::{cited, indented},
    terminal::{Look, Terminal},
};
use crate::{
    error::Error,
    index::Index,
    search::{Agreement, FEWEST_WORDS, Piece, Quotations, Quoted, Standing, Verification, Verifier, quotations},
    text::Label,
    wire::{self, Unseen, Verified},
};

/// `ibid verify`.
#[derive(Args, Debug)]
#[command(after_help = "\
A quotation is looked for in the running text, over line and page ends and divided words. It stands there verbatim; or
verbatim but for case, spacing, hyphens, quotes (marks and apostrophes), accents or punctuation; or something close to it does, and
the differences are shown as [-quoted-]{+printed+}; or it is not found.
In a quotation ... and [...] stand for words left out, [he] for words put in, [sic] for nothing, [T]he for `the` too.

Of a file, what stands between quotation marks is checked, and block quotes: of Markdown, HTML (<blockquote>, <q>) and LaTeX
(``...'', \\enquote, quote). Code, comments, front matter and titles of links are passed over, and so are shorter quotations, which are
counted. A file that is no UTF-8 is read as UTF-16 by its byte order mark, else as Windows-1252.

Exit code: 0 every letter stands there (and on the page named), 1 not so, 2 error.

Examples:
  ibid verify \"floor polish and oranges\"
  ibid verify \"floor polish ... oranges\" --in 06ee9330c402 --page 12
  ibid verify --file chapter.md           every quotation of four words or more
  ibid verify --file chapter.md --json | jq -r 'select(.holds | not) | .quotation'")]
pub(crate) struct VerifyArguments {
    /// The quotation, without its quotation marks.
    #[arg(required_unless_present = "file", conflicts_with = "file")]
    pub(crate) quotation: Option<String>,
    /// Look in this thesis alone: its key, the beginning of one, or the path of its PDF.
    #[arg(long = "in", value_name = "KEY")]
    pub(crate) thesis: Option<String>,
    /// It must stand on the page with this printed number, or with this number in the PDF.
    #[arg(short, long, value_name = "P", conflicts_with = "file")]
    pub(crate) page: Option<String>,
    /// Check the quotations of a text, Markdown, HTML or LaTeX file; `-` is standard input.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) file: Option<PathBuf>,
    /// Print JSON Lines: a quotation a line.
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    asking: super::asking::AskingArguments,
}

/// Verifies what `arguments` name against the index in `dir`.
pub(crate) fn run(dir: &Path, arguments: &VerifyArguments) -> Outcome {
    let snapshot = Index::open(dir)?.snapshot()?;
    let view = arguments.asking.view(&snapshot)?;
    let named = arguments.thesis.as_deref().map(|name| view.open(view.thesis(name)?.key));
    let only = named.transpose()?.map(|thesis| thesis.key);
    let mut verifier = Verifier::new(&snapshot, &arguments.asking.options(), only)?.on_page(arguments.page.as_deref());
    let unseen = Unseen::of(&verifier.ledger()?);
    let mut terminal = Terminal::stdout(When::Auto);
    let exit = match (&arguments.file, &arguments.quotation) {
        (Some(file), _) => {
            let (text, encoding) = read(file)?;
            if let Some(encoding) = encoding {
                exit::note(&format!("{} was read as {encoding}", file.display()));
            }
            let found = quotations(&text);
            let failed = check_all(&mut terminal, &mut verifier, &found.quoted, unseen, arguments.json)?;
            exit::note(&sum(&found, failed, file));
            if failed > 0 { Exit::NothingFound } else { Exit::Found }
        }
        (None, quotation) => {
            let quotation = quotation.as_deref().unwrap_or_default();
            let found = verifier.verify(quotation)?;
            if found.words == 0 {
                return Err(Failure::Usage("a quotation without a word cannot be verified".to_owned()));
            }
            let page = arguments.page.as_deref();
            let shape = Verified::of(quotation, &found, page, unseen);
            match arguments.json {
                true => terminal.line(&wire::to_line(&shape))?,
                false => print(&mut terminal, &found, page, unseen)?,
            }
            if shape.holds { Exit::Found } else { Exit::NothingFound }
        }
    };
    terminal.finish()?;
    Ok(exit)
}

/// The text of a file, and in what it was written where that is not UTF-8.
fn read(file: &Path) -> Result<(String, Option<&'static str>), Failure> {
    let mut bytes = Vec::new();
    let read = match file == Path::new("-") {
        true => io::stdin().read_to_end(&mut bytes).map(drop),
        false => fs::read(file).map(|read| bytes = read),
    };
    read.map_err(Error::io(file))?;
    let (text, encoding) = encoding::decode(&bytes);
    if text.contains('\0') {
        let name = file.display();
        return Err(Failure::Usage(format!("{name} is no text: save it as text, Markdown, HTML or LaTeX")));
    }
    Ok((text, encoding))
}

/// Places told of one quotation.
const SHOWN: usize = 3;

fn print(terminal: &mut Terminal, found: &Verification, page: Option<&str>, unseen: Unseen) -> io::Result<()> {
    let mut places: Vec<&Standing> = found.places.iter().collect();
    places.sort_by_key(|place| (!place.agreement.is_verbatim(), page.is_some_and(|page| !place.is_on(page))));
    let Some(best) = places.first() else {
        terminal.line("not found")?;
        return unseen.sentence().map_or(Ok(()), |sentence| terminal.line(&terminal.paint(Look::Faint, &sentence)));
    };
    let elsewhere = page.filter(|page| !best.is_on(page)).map(|page| format!(", but not on page {page}"));
    terminal.line(&format!("{}{}", verdict(&best.agreement), elsewhere.unwrap_or_default()))?;
    for place in places.iter().take(SHOWN) {
        let link = terminal.link(&place.path, first_page(place), &terminal.paint(Look::Page, &where_it_is(place)));
        let heading = place.section.as_ref().map(|section| format!("  {}", section.heading)).unwrap_or_default();
        let key = terminal.paint(Look::Faint, &format!("  {}", place.key));
        terminal.line(&format!("  {}, {link}{heading}{key}", cited(&place.record, &place.path)))?;
        let said = match &place.agreement {
            Agreement::Close { pieces, .. } => compared(terminal, pieces),
            _ => place.printed.clone(),
        };
        indented(terminal, &said)?;
    }
    let more = match (places.len().saturating_sub(SHOWN), found.truncated) {
        (0, false) => None,
        (1, false) => Some("  and in 1 other place".to_owned()),
        (more, false) => Some(format!("  and in {more} other places")),
        (more, true) => Some(format!("  and in more than {more} other places")),
    };
    if let Some(more) = more {
        terminal.line(&terminal.paint(Look::Faint, &more))?;
    }
    match (best.agreement.is_verbatim(), unseen.sentence()) {
        (false, Some(sentence)) => terminal.line(&terminal.paint(Look::Faint, &sentence)),
        _ => Ok(()),
    }
}

/// `verbatim but for case and hyphens`.
fn verdict(agreement: &Agreement) -> String {
    match agreement {
        Agreement::Verbatim => "verbatim".to_owned(),
        Agreement::But(differences) => {
            let names: Vec<&str> = differences.iter().copied().map(wire::difference_name).collect();
            let listed = match names.as_slice() {
                [before @ .., last] if !before.is_empty() => format!("{} and {last}", before.join(", ")),
                names => names.concat(),
            };
            format!("verbatim but for {listed}")
        }
        Agreement::Close { similarity, .. } => format!("close, {:.0}% alike", similarity * 100.0),
    }
}

/// The differences as wdiff shows them.
fn compared(terminal: &Terminal, pieces: &[Piece]) -> String {
    let mut shown = String::new();
    for (at, piece) in pieces.iter().enumerate() {
        let text = piece.text().trim_end();
        shown.push_str(&match piece {
            Piece::Same(_) => text.to_owned(),
            Piece::Quoted(_) => terminal.paint(Look::Wrong, &format!("[-{text}-]")),
            Piece::Printed(_) => terminal.paint(Look::Right, &format!("{{+{text}+}}")),
            Piece::Omitted(_) if text.len() > 60 => "[…]".to_owned(),
            Piece::Omitted(_) => terminal.paint(Look::Faint, text),
        });
        // What is printed instead stands apart where words do.
        let beside = [at.checked_sub(1), Some(at + 1)].into_iter().flatten().filter_map(|at| pieces.get(at));
        let is_replaced = matches!((piece, pieces.get(at + 1)), (Piece::Quoted(_), Some(Piece::Printed(_))));
        let spaced = |piece: &Piece| piece.text().ends_with(' ');
        if spaced(piece) || is_replaced && beside.into_iter().any(spaced) {
            shown.push(' ');
        }
    }
    shown
}

fn first_page(place: &Standing) -> u32 {
    place.pages.first().map_or(1, |(number, _)| *number)
}

/// `p. 12 (PDF 34)`, `pp. 12-13 (PDF 34-35)`.
fn where_it_is(place: &Standing) -> String {
    let ends = |one: String, other: String| if one == other { one } else { format!("{one}-{other}") };
    let (Some((first, from)), Some((last, to))) = (place.pages.first(), place.pages.last()) else {
        return "on no page".to_owned();
    };
    let numbers = ends(first.to_string(), last.to_string());
    let printed = |label: &Option<Label>| label.as_ref().map(Label::to_string);
    match (printed(from), printed(to)) {
        (Some(from), Some(to)) => {
            let several = if from == to { "p." } else { "pp." };
            format!("{several} {} (PDF {numbers})", ends(from, to))
        }
        _ => format!("PDF {numbers}"),
    }
}

/// A line for each quotation: where in the file, what of it, where in which thesis. How many do not stand as quoted.
fn check_all(
    terminal: &mut Terminal,
    verifier: &mut Verifier<'_>,
    quoted: &[Quoted],
    unseen: Unseen,
    json: bool,
) -> Result<usize, Failure> {
    let mut failed = 0;
    for Quoted { line, text } in quoted {
        let found = verifier.verify(text)?;
        let shape = Verified { line: Some(*line), ..Verified::of(text, &found, None, unseen) };
        failed += usize::from(!shape.holds);
        if json {
            terminal.line(&wire::to_line(&shape))?;
            continue;
        }
        let best = found.places.first();
        let verdict = best.map_or("not found".to_owned(), |place| verdict(&place.agreement));
        let place = best.map(|place| format!("  {}, {}", cited(&place.record, &place.path), where_it_is(place)));
        let look = if shape.holds { Look::Right } else { Look::Wrong };
        let number = terminal.paint(Look::Faint, &format!("{line:>5}"));
        terminal.line(&format!("{number}  {}{}", terminal.paint(look, &verdict), place.unwrap_or_default()))?;
        let close = best.map(|place| &place.agreement);
        let said = match close {
            Some(Agreement::Close { pieces, .. }) => compared(terminal, pieces),
            _ => shortened(text),
        };
        indented(terminal, &said)?;
    }
    if !json
        && failed > 0
        && let Some(sentence) = unseen.sentence()
    {
        terminal.line(&terminal.paint(Look::Faint, &sentence))?;
    }
    Ok(failed)
}

/// "3 quotations checked, 1 of them does not stand as quoted; 2 of fewer than 4 words passed over".
fn sum(found: &Quotations, failed: usize, file: &Path) -> String {
    let checked = match found.quoted.len() {
        0 => format!("no quotation of {FEWEST_WORDS} words or more in {}", file.display()),
        1 => "1 quotation checked".to_owned(),
        several => format!("{several} quotations checked"),
    };
    let wrong = match failed {
        0 => String::new(),
        1 => ", 1 of them does not stand as quoted".to_owned(),
        several => format!(", {several} of them do not stand as quoted"),
    };
    let shorter = match found.shorter {
        0 => String::new(),
        shorter => format!("; {shorter} of fewer than {FEWEST_WORDS} words passed over"),
    };
    format!("{checked}{wrong}{shorter}")
}

/// The first words.
fn shortened(text: &str) -> String {
    const WORDS: usize = 14;
    let words: Vec<&str> = text.split_whitespace().collect();
    let end = if words.len() > WORDS { " …" } else { "" };
    format!("“{}{end}”", words[..words.len().min(WORDS)].join(" "))
}
