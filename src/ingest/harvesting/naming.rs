//! Which repositories a harvest is of, and what they are called.

use std::path::Path;

use super::{Clerk, Error, Feed, Harvest, Repository, Result, Trouble};
use crate::{corpus::holdings::plain_name, index::Fate};

/// The addresses to ask, each with what is known of it.
pub(super) fn addresses(feeds: &[Feed], wanted: &Harvest) -> Result<Vec<(String, Option<Feed>)>> {
    let is_wanted = |feed: &&Feed| {
        wanted.url.as_ref().is_none_or(|url| *url == feed.url && wanted.set == feed.set)
            && wanted.name.as_ref().is_none_or(|name| *name == feed.name)
            && wanted.set.as_ref().is_none_or(|set| feed.set.as_ref() == Some(set))
    };
    let known: Vec<_> = feeds.iter().filter(is_wanted).map(|feed| (feed.url.clone(), Some(feed.clone()))).collect();
    match &wanted.url {
        Some(url) if known.is_empty() => Ok(vec![(url.clone(), None)]),
        None if known.is_empty() => Err(Error::NoRepository(wanted.name.clone())),
        _ => Ok(known),
    }
}

/// What is known of a repository that answers: it may be one that was asked under another address; else it is new, and gets
/// a name that no other has.
pub(super) fn feed(
    repository: &Repository<'_>,
    feeds: &[Feed],
    wanted: &Harvest,
) -> std::result::Result<Feed, Trouble> {
    let url = repository.url();
    if let Some(feed) = feeds.iter().find(|feed| feed.url == url && feed.set == wanted.set) {
        return Ok(feed.clone());
    }
    let is_taken = |name: &str| feeds.iter().any(|feed| feed.folder == plain_name(name));
    let said = repository.identity().name.clone().filter(|name| plain_name(name) != "x");
    let base = wanted.name.clone().or(said).unwrap_or_else(|| repository.host().to_owned());
    if wanted.name.is_some() && is_taken(&base) {
        return Err(Trouble::Address(format!("{url} ({base} is the name of another repository)")));
    }
    let base: String = base.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(100).collect();
    let with_set = wanted.set.as_ref().map(|set| format!("{base} ({set})"));
    let numbered = (2..).map(|number| format!("{base} {number}"));
    let names = std::iter::once(base.clone()).chain(with_set).chain(numbered);
    // One of so many names is free.
    let name = names.into_iter().find(|name| !is_taken(name)).unwrap_or(base);
    Ok(Feed { folder: plain_name(&name), name, url, set: wanted.set.clone(), fetches: true, ..Feed::default() })
}

/// Counts what the ledger has of a repository.
pub(super) fn count(clerk: &Clerk<'_>, root: &Path, feed: &mut Feed) {
    let (mut documents, mut records, mut last) = (0, 0, None);
    for source in clerk.below(root) {
        documents += u64::from(!matches!(source.fate, Fate::Described | Fate::Withheld(_)));
        let folder = source.path.parent();
        records += u64::from(folder != last);
        last = folder;
    }
    (feed.documents, feed.records) = (documents, records);
}
