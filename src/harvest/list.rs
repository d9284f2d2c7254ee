//! A list of records, page by page, to its end or until it is clear that it has none.

use std::{
    collections::HashSet,
    hash::{BuildHasher, RandomState},
};

use super::{Page, Repository, Trouble};

/// What is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// The format.
    pub prefix: String,
    /// The set, where not all.
    pub set: Option<String>,
    /// Changed on this day or moment or later, as the repository writes them.
    pub from: Option<String>,
}

/// A list that is being read.
pub struct List<'a, 'r> {
    repository: &'a Repository<'r>,
    request: Request,
    token: Option<String>,
    hasher: RandomState,
    /// Tokens and identifiers that were seen, hashed.
    tokens: HashSet<u64>,
    identifiers: HashSet<u64>,
    pages: u64,
    stale: u64,
    began_again: bool,
    is_done: bool,
}

impl<'a, 'r> List<'a, 'r> {
    /// From the beginning, or from where `token` leads.
    pub fn new(repository: &'a Repository<'r>, request: Request, token: Option<String>) -> Self {
        Self {
            repository,
            request,
            token,
            hasher: RandomState::new(),
            tokens: HashSet::new(),
            identifiers: HashSet::new(),
            pages: 0,
            stale: 0,
            began_again: false,
            is_done: false,
        }
    }

    /// The next page; `None` after the last.
    ///
    /// # Errors
    /// Why there is none; the list cannot be gone on with. A token that is no longer known is none the first time: the list
    /// is begun again.
    pub fn page(&mut self) -> Result<Option<Page>, Trouble> {
        if self.is_done {
            return Ok(None);
        }
        let page = match self.repository.list(&self.request, self.token.as_deref()) {
            Err(Trouble::Protocol { code, .. })
                if code == "badResumptionToken" && self.token.is_some() && !self.began_again =>
            {
                self.began_again = true;
                self.tokens.clear();
                self.identifiers.clear();
                self.token = None;
                self.repository.list(&self.request, None)?
            }
            page => page?,
        };
        self.look(&page)?;
        self.token.clone_from(&page.token);
        self.is_done = page.token.is_none();
        Ok(Some(page))
    }

    /// Looks whether the list gets anywhere.
    fn look(&mut self, page: &Page) -> Result<(), Trouble> {
        self.pages += 1;
        let manners = self.repository.manners();
        let mut is_new = false;
        for item in &page.items {
            is_new |= self.identifiers.insert(self.hasher.hash_one(&item.header.identifier));
        }
        self.stale = if is_new { 0 } else { self.stale + 1 };
        let endless = match &page.token {
            Some(token) if !self.tokens.insert(self.hasher.hash_one(token)) => {
                "a resumption token comes twice".to_owned()
            }
            Some(_) if self.stale >= manners.stale_pages => format!("{} pages without a new record", self.stale),
            Some(_) if self.pages >= manners.pages => format!("{} pages, and no last one", self.pages),
            _ => return Ok(()),
        };
        Err(Trouble::Endless(endless))
    }
}
