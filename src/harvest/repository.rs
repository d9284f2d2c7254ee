//! A repository: the verbs of OAI-PMH 2.0.

use std::sync::atomic::AtomicBool;

use url::Url;

use super::{
    Identity, Item, Manners, Offered, Page, Request, Trouble,
    answer::{self, Answer},
    web::{Ask, Web, shown},
};

/// A repository that answers.
pub struct Repository<'a> {
    pub(super) web: Web<'a>,
    base: Url,
    identity: Identity,
}

/// Where repositories answer, below the host: EPrints, DSpace from version 7 on, DSpace before, Invenio and others.
const USUAL: [&str; 4] = ["/cgi/oai2", "/server/oai/request", "/oai/request", "/oai2d"];

impl<'a> Repository<'a> {
    /// Asks what answers at `url` who it is. Where that is a web page, the places below the host are tried at which
    /// repositories usually answer. Once `stop` is true, nothing more is asked for.
    ///
    /// # Errors
    /// Why nothing answers there, or nothing that speaks OAI-PMH.
    pub fn connect(url: &str, manners: Manners, stop: &'a AtomicBool) -> Result<Self, Trouble> {
        let base = address(url)?;
        let web = Web::new(&base, manners, stop);
        let mut repository = Self { web, base, identity: Identity::default() };
        let first = match repository.identify() {
            Err(trouble @ (Trouble::NotOai(_) | Trouble::Status(404))) => trouble,
            other => return other.map(|()| repository),
        };
        let typed = repository.base.clone();
        for place in USUAL {
            let Ok(other) = typed.join(place) else { continue };
            repository.base = other;
            match repository.identify() {
                Ok(()) => return Ok(repository),
                Err(Trouble::Stopped) => return Err(Trouble::Stopped),
                Err(_) => {}
            }
        }
        Err(first)
    }

    /// Where it answers.
    pub fn url(&self) -> String {
        shown(&self.base)
    }

    /// The host.
    pub fn host(&self) -> &str {
        self.base.host_str().unwrap_or_default()
    }

    /// How it describes itself.
    pub fn identity(&self) -> &Identity {
        &self.identity
    }

    /// The formats it offers.
    ///
    /// # Errors
    /// Why it does not say.
    pub fn formats(&self) -> Result<Vec<Offered>, Trouble> {
        Ok(self.ask(&[("verb", "ListMetadataFormats")])?.formats)
    }

    /// A record in another format; `None` where it is not to be had in it.
    ///
    /// # Errors
    /// Why there is no answer.
    pub fn record(&self, identifier: &str, prefix: &str) -> Result<Option<Item>, Trouble> {
        let request = [("verb", "GetRecord"), ("identifier", identifier), ("metadataPrefix", prefix)];
        match self.ask(&request) {
            Ok(answer) => Ok(answer.page.items.into_iter().next()),
            Err(Trouble::Protocol { .. }) => Ok(None),
            Err(trouble) => Err(trouble),
        }
    }

    pub(super) fn manners(&self) -> &Manners {
        &self.web.manners
    }

    /// A page of a list of records.
    pub(super) fn list(&self, request: &Request, token: Option<&str>) -> Result<Page, Trouble> {
        if let Some(token) = token {
            return Ok(self.ask(&[("verb", "ListRecords"), ("resumptionToken", token)])?.page);
        }
        let mut arguments = vec![("verb", "ListRecords"), ("metadataPrefix", request.prefix.as_str())];
        arguments.extend(request.set.as_deref().map(|set| ("set", set)));
        arguments.extend(request.from.as_deref().map(|from| ("from", from)));
        Ok(self.ask(&arguments)?.page)
    }

    fn identify(&mut self) -> Result<(), Trouble> {
        self.identity = self.ask(&[("verb", "Identify")])?.identity;
        Ok(())
    }

    fn ask(&self, arguments: &[(&str, &str)]) -> Result<Answer, Trouble> {
        let mut url = self.base.clone();
        url.query_pairs_mut().extend_pairs(arguments);
        let accept = "text/xml, application/xml;q=0.9, */*;q=0.1";
        let ask = Ask { accept, headers: Vec::new(), time: self.web.manners.page_time, is_document: false };
        self.web.patiently(|| {
            let response = self.web.ask(&url, &ask)?;
            let status = response.status();
            let answer = answer::read(self.web.bytes(response, self.web.manners.page_bytes)?);
            match answer {
                // Some answer the protocol's errors with a status, and others have nothing but that to say.
                Err(Trouble::NotOai(_) | Trouble::BadXml(_)) if status.is_client_error() => {
                    Err(Trouble::Status(status.as_u16()))
                }
                answer => answer,
            }
        })
    }
}

/// What was typed as an address, without a question or a place within the page.
fn address(typed: &str) -> Result<Url, Trouble> {
    let whole = if typed.contains("://") { typed.to_owned() } else { format!("https://{typed}") };
    let url = Url::parse(&whole).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    let mut url = url.ok_or_else(|| Trouble::Address(typed.chars().filter(|c| !c.is_control()).collect()))?;
    url.set_query(None);
    url.set_fragment(None);
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_becomes_an_address() {
        let typed = |text| address(text).map(|url| url.to_string()).map_err(|trouble| trouble.to_string());
        assert_eq!(typed("http://x.org/cgi/oai2?verb=Identify#a").as_deref(), Ok("http://x.org/cgi/oai2"));
        assert_eq!(typed("x.org/oai").as_deref(), Ok("https://x.org/oai"));
        assert_eq!(typed("http://127.0.0.1:8000/oai").as_deref(), Ok("http://127.0.0.1:8000/oai"));
        assert_eq!(typed("file:///etc/passwd").unwrap_err(), "`file:///etc/passwd` is no http or https address");
        assert!(typed("").is_err() && typed("https://").is_err());
    }
}
