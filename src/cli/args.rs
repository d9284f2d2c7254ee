//! What can be typed: the verbs, their arguments and the help that teaches them.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum, builder::styling};

use super::{bench, search, similar};

const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), " (index format 5)");

const EXAMPLES: &str = "\
Examples:
  ibid search \"peer support\" theses/     index the folder if need be, then search it
  ibid index theses/                     bring the index up to date
  ibid harvest URL                       take in a repository over OAI-PMH
  ibid search '\"mutual aid\" AND stigma'  a phrase, and a word in the same thesis
  ibid show 06ee9330c402 --page 12       read a page
  ibid serve                             a search page at http://127.0.0.1:4004

`ibid help VERB` says more about each.";

const STYLES: styling::Styles = styling::Styles::styled()
    .header(styling::AnsiColor::Green.on_default().bold())
    .usage(styling::AnsiColor::Green.on_default().bold())
    .literal(styling::AnsiColor::Cyan.on_default().bold())
    .placeholder(styling::AnsiColor::Cyan.on_default());

/// Full-text search for theses: ranked passages, the words marked, the page and the printed page named.
#[derive(Debug, Parser)]
#[command(name = "ibid", version = VERSION, after_help = EXAMPLES, styles = STYLES, disable_help_subcommand = false)]
pub(crate) struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub(crate) verb: Verb,
    /// Folder of the index.
    #[arg(long, value_name = "DIR", env = "IBID_INDEX", default_value = "index", global = true)]
    pub(crate) index: PathBuf,
    /// When to colour.
    #[arg(long, value_name = "WHEN", default_value = "auto", global = true)]
    pub(crate) color: When,
}

/// When to do something that only a terminal understands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum When {
    /// Where standard output is a terminal (and NO_COLOR is not set).
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The verbs.
#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// Bring the index up to date with PDFs and folders of PDFs.
    Index(IndexArguments),
    /// Take in a repository over OAI-PMH, and keep in step with it.
    Harvest(super::harvest::HarvestArguments),
    /// Search: theses ranked, each with its best passages.
    Search(SearchArguments),
    /// Browse: every value of a field, with the number of theses that have it.
    Browse(super::browse::BrowseArguments),
    /// Complete the beginning of a question from what the index holds.
    Complete(super::complete::CompleteArguments),
    /// Find theses like one, or like a passage of it.
    Similar(similar::SimilarArguments),
    /// Show a thesis: its record, or the text of its pages.
    Show(super::show::ShowArguments),
    /// Verify a quotation: whether it stands in a thesis as quoted, and on which page.
    Verify(super::verify::VerifyArguments),
    /// Show every occurrence with what stands on both sides of it, or count them.
    Concordance(super::concordance::ConcordanceArguments),
    /// Print the text of PDFs as ibid reads it, page by page, without an index.
    Text(TextArguments),
    /// Show what is in the index, and what could not be read and why.
    Status(StatusArguments),
    /// Show or choose what others learn of texts that are closed to them.
    Access(super::access::AccessArguments),
    /// Make, list and revoke the tokens by which a server knows who asks.
    Token(super::token::TokenArguments),
    /// Measure indexing and searching on PDFs of yours.
    Bench(BenchArguments),
    /// Serve a search page and a JSON API over HTTP.
    Serve(ServeArguments),
    /// How to ask: the language of questions, by example.
    #[command(long_about = super::query::PAGE.as_str(), help_template = "{about}")]
    Query,
    /// Print a completion script for a shell.
    Completions {
        /// Which shell.
        shell: clap_complete::Shell,
    },
    /// Print the manual page (roff).
    Man,
    /// Read PDFs named on standard input; the other end of `ibid index`.
    #[command(hide = true)]
    ReadWorker,
}

/// How PDFs are read, wherever they are.
#[derive(Args, Debug)]
pub(crate) struct ReadingArguments {
    /// How many PDFs to read at once [default: one a core].
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=512))]
    pub(crate) jobs: Option<u16>,
    /// Which engine reads PDFs.
    #[arg(long, value_name = "NAME", default_value = "ibid", value_parser = ["ibid", "pdf-extract"])]
    pub(crate) engine: String,
    /// Try this password on encrypted PDFs, after the empty one (first line of the file).
    #[arg(long, value_name = "FILE")]
    pub(crate) password_file: Option<PathBuf>,
    /// Give up on a PDF after this many seconds without a sign of life.
    #[arg(long, value_name = "SECONDS", default_value_t = 120, value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) timeout: u32,
    /// Give up on a PDF that wants more memory than this.
    #[arg(long, value_name = "MIB", default_value_t = 1024, value_parser = clap::value_parser!(u32).range(64..))]
    pub(crate) memory: u32,
    #[command(flatten)]
    pub(crate) ocr: OcrArguments,
    /// Take hidden files too, and those that .gitignore or .ibidignore name.
    #[arg(short = 'u', long)]
    pub(crate) no_ignore: bool,
}

/// Which pages are recognised, and in which languages.
#[derive(Args, Debug)]
pub(crate) struct OcrArguments {
    /// Recognise pages with the program `tesseract`: those that are scanned or garbled, or every page.
    #[arg(long, value_name = "WHICH", default_value = "off")]
    pub(crate) ocr: Pages,
    /// Their languages, such as `de` or `deu+eng` [default: that of each document].
    #[arg(long, value_name = "LANGUAGES")]
    pub(crate) ocr_languages: Vec<String>,
}

/// Which pages to recognise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Pages {
    /// None.
    Off,
    /// Images without text, and pages whose text means nothing.
    Auto,
    /// Every page, whatever its text says.
    Force,
}

/// `ibid index`.
#[derive(Args, Debug)]
#[command(after_help = "\
A PDF is read again only where its content changed; one that was moved keeps its text; one that vanished from a named
folder leaves the index. A record beside a PDF (thesis.json beside thesis.pdf) is taken in with it. A PDF that cannot
be read never stops a run: `ibid status` says which and why. Interrupted with Ctrl-C, the index keeps what is whole.

Exit code: 0 done, 2 something could not be read this time, or the run was interrupted.

Examples:
  ibid index theses/
  ibid index theses/ --ocr auto            read scanned and garbled pages with tesseract, once
  ibid index --index /srv/ibid --jobs 8 /srv/eprints/documents
  ibid index theses/ --json | jq 'select(.event == \"failed\")'")]
pub(crate) struct IndexArguments {
    /// PDFs and folders of PDFs.
    #[arg(required = true, value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) reading: ReadingArguments,
    /// Read everything again, changed or not.
    #[arg(short, long)]
    pub(crate) force: bool,
    /// Throw the index away first.
    #[arg(long)]
    pub(crate) rebuild: bool,
    /// Print events as JSON Lines.
    #[arg(long)]
    pub(crate) json: bool,
    /// No progress and no summary.
    #[arg(short, long, conflicts_with = "json")]
    pub(crate) quiet: bool,
}

/// `ibid search`.
#[derive(Args, Debug)]
#[command(after_help = "\
Questions:
  peer support groups       any of the words, the best passages first
  \"peer support\"            the phrase, over line, page and passage ends too
  stigma AND recovery       both in the same thesis, wherever they stand; AND binds its two neighbours alone
  stigma OR shame           either
  stigma NOT mental         passages without the word; -mental is the same
  +stigma peer support      the first must be in the thesis, the others help
  (a OR b) AND \"c d\"        parentheses
  creator:weaver            a field of the record: title creator supervisor department institution type
                            language keyword licence year:2010..2016, or section:references
                            (front abstract contents list chapter introduction literature
                            methods results discussion conclusion appendix, or heading words)
No question is an error: what cannot be understood is searched for as words, and a note says so.

Exit code: 0 found, 1 nothing found, 2 error.

Examples:
  ibid search \"peer support\" theses/
  ibid search -n 3 'stigma AND \"mutual aid\"'
  ibid search --format bibtex -n 3 recovery
  ibid search recovery --facets --filter department=Sociology --filter year=2019
  ibid search --open '\"floor polish\"'
  ibid search --json recovery | jq -r '.passages[] | \"\\(.label): \\(.text)\"'")]
pub(crate) struct SearchArguments {
    /// The question; quote it for the shell, and put `--` before one that begins with a hyphen.
    pub(crate) query: String,
    /// Search these alone; the index is first brought up to date for them.
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// How many theses (with --flat: passages).
    #[arg(short = 'n', long, value_name = "N", default_value_t = 10)]
    pub(crate) limit: usize,
    /// Leave out the first so many.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) offset: usize,
    /// How many passages of each thesis.
    #[arg(short, long, value_name = "N", default_value_t = 3)]
    pub(crate) passages: usize,
    /// Width of what is shown of a passage, in characters; 0 shows all of it.
    #[arg(short = 'C', long, value_name = "CHARS")]
    pub(crate) context: Option<usize>,
    /// Rank passages, not theses.
    #[arg(long)]
    pub(crate) flat: bool,
    /// In which order; what is equal in it comes as by relevance.
    #[arg(long, value_name = "ORDER", default_value = "relevance")]
    pub(crate) sort: search::Order,
    /// Print how many theses and passages answer, and nothing else.
    #[arg(short, long)]
    pub(crate) count: bool,
    /// Print scores.
    #[arg(short, long)]
    pub(crate) score: bool,
    /// Say where each score comes from.
    #[arg(long)]
    pub(crate) explain: bool,
    /// Print JSON Lines: a thesis a line (with --flat, a passage a line).
    #[arg(long)]
    pub(crate) json: bool,
    /// When to make page numbers links that open the PDF there.
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub(crate) hyperlink: When,
    #[command(flatten)]
    pub(crate) facets: super::facets::FacetArguments,
    #[command(flatten)]
    pub(crate) delivery: super::delivery::DeliveryArguments,
    #[command(flatten)]
    pub(crate) asking: super::asking::AskingArguments,
    #[command(flatten)]
    pub(crate) reading: ReadingArguments,
}

/// `ibid text`.
#[derive(Args, Debug)]
#[command(after_help = "\
Each page ends with a form feed. Exit code: 0 all were read, 2 not all.

Example:
  ibid text thesis.pdf | less
  ibid text --lines thesis.pdf     the pages as they stand, running heads and divided words included")]
pub(crate) struct TextArguments {
    /// PDFs.
    #[arg(required = true, value_name = "PDF")]
    pub(crate) paths: Vec<PathBuf>,
    /// Print the lines of each page as they stand, and not one continuous text.
    #[arg(long)]
    pub(crate) lines: bool,
    /// Which engine reads PDFs.
    #[arg(long, value_name = "NAME", default_value = "ibid", value_parser = ["ibid", "pdf-extract"])]
    pub(crate) engine: String,
    /// Try this password after the empty one (first line of the file).
    #[arg(long, value_name = "FILE")]
    pub(crate) password_file: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) ocr: OcrArguments,
}

/// `ibid status`.
#[derive(Args, Debug)]
pub(crate) struct StatusArguments {
    /// List every document that could not be read, or only in part.
    #[arg(short, long)]
    pub(crate) all: bool,
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) asking: super::asking::AskingArguments,
}

/// `ibid bench`.
#[derive(Args, Debug)]
#[command(
    after_help = "\
Builds an index of the PDFs in a temporary folder, asks it questions, prints what that took, and removes it. Nothing
of your own index is touched.

Examples:
  ibid bench theses/
  ibid bench --queries questions.txt --jobs 2 --json theses/
  ibid bench relevance collections/      how good the ranking is
  ibid bench known-items theses/         the same, of headings and captions",
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true
)]
pub(crate) struct BenchArguments {
    /// What else to measure.
    #[command(subcommand)]
    pub(crate) quality: Option<bench::Quality>,
    /// PDFs and folders of PDFs.
    #[arg(required = true, value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// A file of questions, one a line [default: words and phrases drawn from the texts].
    #[arg(long, value_name = "FILE")]
    pub(crate) queries: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) reading: ReadingArguments,
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

/// `ibid serve`.
#[derive(Args, Debug)]
#[command(after_help = "\
Answers GET /api/v1/search?q=..., GET /api/v1/theses/{key}, GET /healthz, and a search page at /. Whoever asks is a
stranger: text under embargo or closed is not searched; whoever sends a token (see `ibid token`) asks as a registered user or as staff. A
new state of the index is taken up as it is committed.

Examples:
  ibid serve
  ibid serve --listen 127.0.0.1:8080
  curl 'http://127.0.0.1:4004/api/v1/search?q=peer+support'")]
pub(crate) struct ServeArguments {
    /// Address and port; anything but loopback is reachable by others.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:4004")]
    pub(crate) listen: std::net::SocketAddr,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_arguments_hold_together() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn the_version_names_the_format_of_the_index() {
        assert!(VERSION.ends_with(&format!("(index format {})", crate::index::FORMAT)));
    }

    #[test]
    fn every_verb_and_argument_says_what_it_is() {
        for verb in Arguments::command().get_subcommands() {
            assert!(verb.get_about().is_some(), "{}", verb.get_name());
            for argument in verb.get_arguments() {
                assert!(argument.get_help().is_some(), "{} {}", verb.get_name(), argument.get_id());
            }
        }
    }
}
