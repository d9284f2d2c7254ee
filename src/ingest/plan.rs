//! What there is to do: what was found on the disk against what the ledger says.
//!
//! A PDF whose size and time have not changed is not opened. Of the others only those are hashed that have the size
//! of another, known or new: what has a size of its own can be no copy. Pure but for that.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    path::{Path, PathBuf},
};

use super::Options;
use crate::{
    corpus::{Document, Found, Stamp},
    index::{ContentHash, Fate, Source},
    pdf::Unreadable,
};

/// What to do.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Plan {
    /// What needs no reading, in order.
    pub(super) steps: Vec<Step>,
    /// What does, the largest first: so all are done at about the same time.
    pub(super) reads: Vec<Read>,
    pub(super) unchanged: u64,
}

/// A thing to do without reading a PDF.
#[derive(Debug, PartialEq)]
pub(super) enum Step {
    /// It is elsewhere.
    Move { from: PathBuf, to: Document },
    /// It has the bytes of a thesis that is in the index under another path.
    Same { document: Document, hash: ContentHash },
    /// Its time stamp has changed and not its bytes, or the record beside it has.
    Touch(Document),
    /// It is gone.
    Remove(PathBuf),
}

/// A PDF to read.
#[derive(Debug, PartialEq)]
pub(super) struct Read {
    pub(super) document: Document,
    /// Where it had to be known.
    pub(super) hash: Option<ContentHash>,
    /// Others with the same bytes.
    pub(super) twins: Vec<Document>,
}

/// Hashes files; those that cannot be hashed are absent.
pub(super) type Hash<'a> = &'a dyn Fn(&HashSet<&Path>) -> HashMap<PathBuf, ContentHash>;

pub(super) fn plan(found: &Found, known: &[Source], options: &Options, hash: Hash<'_>) -> Plan {
    let ledger = LedgerView::new(known);
    let mut plan = Plan::default();
    let mut changed = Vec::new();
    for document in &found.documents {
        match ledger.by_path.get(document.path.as_path()) {
            Some(source) if !options.force && is_current(source, document.stamp, &ledger, options) => {
                if source.record == document.record {
                    plan.unchanged += 1;
                } else {
                    plan.steps.push(Step::Touch(document.clone()));
                }
            }
            _ => changed.push(document),
        }
    }
    let hashes = hash(&worth_hashing(&changed, known));
    let mut gone = vanished(found, known);
    let mut reads: BTreeMap<usize, Read> = BTreeMap::new();
    let mut first_of: HashMap<ContentHash, usize> = HashMap::new();
    for (number, document) in changed.into_iter().enumerate() {
        let hash = hashes.get(&document.path).copied();
        if let Some(step) =
            hash.filter(|_| !options.force).and_then(|hash| ledger.step(document, hash, &mut gone, options))
        {
            plan.steps.push(step);
            continue;
        }
        let first = hash.map_or(number, |hash| *first_of.entry(hash).or_insert(number));
        match reads.get_mut(&first) {
            Some(read) => read.twins.push(document.clone()),
            None => drop(reads.insert(number, Read { document: document.clone(), hash, twins: Vec::new() })),
        }
    }
    plan.steps.extend(gone.into_keys().map(|path| Step::Remove(path.to_owned())));
    plan.reads = reads.into_values().collect();
    plan.reads.sort_by(|a, b| {
        b.document.stamp.size.cmp(&a.document.stamp.size).then_with(|| a.document.path.cmp(&b.document.path))
    });
    plan
}

/// The ledger by what is asked of it.
struct LedgerView<'a> {
    by_path: HashMap<&'a Path, &'a Source>,
    /// Theses that are in the index.
    held: HashSet<ContentHash>,
}

impl<'a> LedgerView<'a> {
    fn new(known: &'a [Source]) -> Self {
        let owners = known.iter().filter(|source| !matches!(source.fate, Fate::SameAs(_)));
        Self {
            by_path: known.iter().map(|source| (source.path.as_path(), source)).collect(),
            held: owners.filter_map(|source| source.hash).collect(),
        }
    }

    /// What to do with a changed document of this hash, if it need not be read.
    fn step(
        &self,
        document: &Document,
        hash: ContentHash,
        gone: &mut BTreeMap<&'a Path, &'a Source>,
        options: &Options,
    ) -> Option<Step> {
        if !self.held.contains(&hash) {
            return None;
        }
        let before = self.by_path.get(document.path.as_path());
        if let Some(before) = before
            && before.hash == Some(hash)
        {
            return (!self.worth_another_try(before, options)).then(|| Step::Touch(document.clone()));
        }
        let from = gone.iter().find(|(_, source)| source.hash == Some(hash)).map(|(path, _)| *path);
        Some(match from {
            Some(path) if before.is_none() => {
                gone.remove(path);
                Step::Move { from: path.to_owned(), to: document.clone() }
            }
            _ => Step::Same { document: document.clone(), hash },
        })
    }

    /// Whether reading a path again may bring more although its bytes are the same.
    fn worth_another_try(&self, source: &Source, options: &Options) -> bool {
        match &source.fate {
            Fate::Failed(Unreadable::File(_)) => true,
            Fate::Failed(Unreadable::Locked) => options.password.is_some(),
            Fate::Failed(Unreadable::TimedOut(seconds)) => *seconds < options.limits.seconds,
            Fate::Failed(Unreadable::OutOfMemory(mib)) => *mib < options.limits.memory_mib,
            Fate::Failed(_) => false,
            Fate::Indexed(coverage) => options.ocr.as_ref().is_some_and(|ocr| ocr.may_bring_more(coverage)),
            Fate::Described | Fate::Withheld(_) => false,
            Fate::SameAs(_) => source.hash.is_none_or(|hash| !self.held.contains(&hash)),
        }
    }
}

/// Whether what the ledger says of a path still holds, as far as its stamp tells.
fn is_current(source: &Source, stamp: Stamp, ledger: &LedgerView<'_>, options: &Options) -> bool {
    source.stamp() == stamp && !ledger.worth_another_try(source, options)
}

/// The changed documents that may have the bytes of another.
fn worth_hashing<'a>(changed: &[&'a Document], known: &[Source]) -> HashSet<&'a Path> {
    let mut with_size: HashMap<u64, usize> = HashMap::new();
    let known_sizes = known.iter().map(|source| source.size);
    known_sizes.chain(changed.iter().map(|document| document.stamp.size)).for_each(|size| {
        *with_size.entry(size).or_default() += 1;
    });
    changed
        .iter()
        .filter(|document| with_size[&document.stamp.size] > 1)
        .map(|document| document.path.as_path())
        .collect()
}

/// The known paths below the roots that were not found, nor may be hidden by a folder that could not be read. What a walk
/// does not look for, entries of a repository without a PDF, is not missing.
fn vanished<'a>(found: &Found, known: &'a [Source]) -> BTreeMap<&'a Path, &'a Source> {
    let there: HashSet<&Path> = found.documents.iter().map(|document| document.path.as_path()).collect();
    let unseen = |path: &Path| found.passed_over.unreadable.iter().any(|(folder, _)| path.starts_with(folder));
    let below = |path: &Path| found.roots.iter().any(|root| path.starts_with(root));
    let is_looked_for = |source: &&Source| !matches!(source.fate, Fate::Described | Fate::Withheld(_));
    let gone = known.iter().filter(is_looked_for).map(|source| (source.path.as_path(), source));
    gone.filter(|(path, _)| below(path) && !there.contains(path) && !unseen(path)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::Coverage;

    /// A document whose content is `content`: its size, and its hash when asked.
    fn document(path: &str, content: &str, modified_ns: i64) -> Document {
        let stamp = Stamp { size: content.len() as u64, modified_ns };
        Document { path: path.into(), stamp, record: None }
    }

    fn source(path: &str, content: &str, fate: Fate) -> Source {
        let hash = Some(ContentHash::of(content.as_bytes()));
        Source { path: path.into(), size: content.len() as u64, modified_ns: 1, hash, record: None, fate }
    }

    fn indexed(path: &str, content: &str) -> Source {
        source(path, content, Fate::Indexed(Coverage::default()))
    }

    /// The plan for these files (path, content, time) against these sources, and which files were hashed.
    fn planned(files: &[(&str, &str, i64)], known: &[Source], options: &Options) -> (Plan, Vec<String>) {
        let documents = files.iter().map(|(path, content, modified)| document(path, content, *modified)).collect();
        let found = Found { roots: vec!["/t".into()], documents, passed_over: Default::default() };
        let hashed = std::cell::RefCell::new(Vec::new());
        let hash = |paths: &HashSet<&Path>| {
            let content = |path: &Path| files.iter().find(|file| Path::new(file.0) == path).unwrap().1;
            hashed.borrow_mut().extend(paths.iter().map(|path| path.to_str().unwrap().to_owned()));
            paths.iter().map(|path| (path.to_path_buf(), ContentHash::of(content(path).as_bytes()))).collect()
        };
        let plan = plan(&found, known, options, &hash);
        let mut hashed = hashed.into_inner();
        hashed.sort();
        (plan, hashed)
    }

    fn reads(plan: &Plan) -> Vec<&str> {
        plan.reads.iter().map(|read| read.document.path.to_str().unwrap()).collect()
    }

    #[test]
    fn what_has_not_changed_is_not_opened() {
        let (plan, hashed) = planned(&[("/t/a", "aa", 1)], &[indexed("/t/a", "aa")], &Options::default());
        assert_eq!(plan, Plan { unchanged: 1, ..Plan::default() });
        assert!(hashed.is_empty());
    }

    #[test]
    fn what_is_new_is_read_the_largest_first() {
        let (plan, hashed) =
            planned(&[("/t/a", "a", 1), ("/t/b", "bbb", 1), ("/t/c", "cc", 1)], &[], &Options::default());
        assert_eq!(reads(&plan), ["/t/b", "/t/c", "/t/a"]);
        assert!(hashed.is_empty(), "sizes differ");
    }

    #[test]
    fn copies_are_read_once() {
        let files = [("/t/a", "xx", 1), ("/t/b", "yy", 1), ("/t/c", "xx", 1)];
        let (plan, hashed) = planned(&files, &[], &Options::default());
        assert_eq!(reads(&plan), ["/t/a", "/t/b"]);
        assert_eq!(plan.reads[0].twins, [document("/t/c", "xx", 1)]);
        assert_eq!(hashed.len(), 3);
    }

    #[test]
    fn a_copy_of_what_is_known_is_not_read() {
        let (plan, _) = planned(&[("/t/a", "xx", 1), ("/t/b", "xx", 5)], &[indexed("/t/a", "xx")], &Options::default());
        let same = Step::Same { document: document("/t/b", "xx", 5), hash: ContentHash::of(b"xx") };
        assert_eq!(plan.steps, [same]);
        assert!(plan.reads.is_empty());
    }

    #[test]
    fn what_moved_is_not_read() {
        let (plan, _) = planned(&[("/t/b", "xx", 5)], &[indexed("/t/a", "xx")], &Options::default());
        assert_eq!(plan.steps, [Step::Move { from: "/t/a".into(), to: document("/t/b", "xx", 5) }]);
        assert!(plan.reads.is_empty());
    }

    #[test]
    fn what_was_touched_is_not_read_and_what_changed_is() {
        let known = [indexed("/t/a", "xx"), indexed("/t/b", "yy"), indexed("/t/c", "zz")];
        let files = [("/t/a", "xx", 9), ("/t/b", "YY", 9), ("/t/c", "longer", 9)];
        let (plan, hashed) = planned(&files, &known, &Options::default());
        assert_eq!(plan.steps, [Step::Touch(document("/t/a", "xx", 9))]);
        assert_eq!(reads(&plan), ["/t/c", "/t/b"]);
        assert_eq!(hashed, ["/t/a", "/t/b"]);
    }

    #[test]
    fn what_vanished_below_the_roots_is_removed() {
        let known = [indexed("/t/a", "xx"), indexed("/u/b", "yy")];
        let (plan, _) = planned(&[], &known, &Options::default());
        assert_eq!(plan.steps, [Step::Remove("/t/a".into())]);
    }

    #[test]
    fn what_a_folder_hides_has_not_vanished() {
        let mut found = Found { roots: vec!["/t".into()], ..Found::default() };
        found.passed_over.unreadable.push(("/t/closed".into(), "permission denied".into()));
        let known = [indexed("/t/closed/a", "xx")];
        assert_eq!(plan(&found, &known, &Options::default(), &|_| HashMap::new()), Plan::default());
    }

    #[test]
    fn a_changed_record_is_enough() {
        let mut known = indexed("/t/a", "xx");
        known.record = Some(Stamp { size: 2, modified_ns: 2 });
        let (plan, hashed) = planned(&[("/t/a", "xx", 1)], &[known], &Options::default());
        assert_eq!(plan.steps, [Step::Touch(document("/t/a", "xx", 1))]);
        assert!(hashed.is_empty());
    }

    #[test]
    fn a_failure_is_tried_again_when_more_is_allowed() {
        let failed = |why| [source("/t/a", "xx", Fate::Failed(why))];
        let more = Options { password: Some("secret".into()), ..Options::default() };
        for (why, again) in [
            (Unreadable::NotPdf, false),
            (Unreadable::Locked, true),
            (Unreadable::TimedOut(10), true),
            (Unreadable::TimedOut(120), false),
            (Unreadable::OutOfMemory(64), true),
            (Unreadable::File("permission denied".into()), true),
        ] {
            let (plan, _) = planned(&[("/t/a", "xx", 1)], &failed(why.clone()), &more);
            assert_eq!(plan.reads.len() == 1, again, "{why}");
            let (plan, _) = planned(&[("/t/a", "xx", 9)], &failed(why.clone()), &more);
            assert_eq!((plan.reads.len() == 1, plan.steps.is_empty()), (again, again), "{why}, touched");
        }
        let (plan, _) = planned(&[("/t/a", "xx", 1)], &failed(Unreadable::Locked), &Options::default());
        assert_eq!(plan.unchanged, 1);
    }

    #[test]
    fn force_reads_everything_once() {
        let known = [indexed("/t/a", "xx"), source("/t/b", "xx", Fate::SameAs(ContentHash::of(b"xx").key()))];
        let options = Options { force: true, ..Options::default() };
        let (plan, _) = planned(&[("/t/a", "xx", 1), ("/t/b", "xx", 1)], &known, &options);
        assert_eq!(reads(&plan), ["/t/a"]);
        assert_eq!(plan.reads[0].twins.len(), 1);
    }

    #[test]
    fn a_copy_whose_thesis_is_missing_is_read() {
        let known = [source("/t/b", "xx", Fate::SameAs(ContentHash::of(b"xx").key()))];
        let (plan, _) = planned(&[("/t/b", "xx", 1)], &known, &Options::default());
        assert_eq!(reads(&plan), ["/t/b"]);
    }
}
