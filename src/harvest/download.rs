//! Fetching a document: gone on with where it broke off, and looked at before it is believed.

use std::{
    fs::File,
    io::{Seek, SeekFrom, Write},
};

use md5::{Digest, Md5};
use serde::{Deserialize, Serialize};
use ureq::{Body, http::Response};
use url::Url;

use super::{
    Repository, Trouble,
    web::{Ask, header},
};

/// What tells one state of a document from another.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Validators {
    /// The server's own name for the state.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
    /// When it was last changed, as the server wrote it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub modified: Option<String>,
}

/// A document to fetch.
pub struct Wanted<'a> {
    /// Where it is.
    pub url: &'a str,
    /// The state of the copy that is there, where there is one.
    pub held: Option<&'a Validators>,
    /// The state of which the file has the beginning.
    pub begun: Option<Validators>,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fetched {
    /// The copy that is there is as it should be.
    Unchanged,
    /// The file has all of it.
    Whole {
        /// In this state.
        validators: Validators,
        /// Bytes.
        bytes: u64,
        /// "md5:" and 32 hexadecimal digits.
        checksum: String,
    },
}

/// In the first so many bytes a PDF says that it is one.
const HEAD: usize = 1024;

impl Repository<'_> {
    /// Fetches a document into `file`, which may have the beginning of it. `begin` is told the state of a document before
    /// the first byte of it is written: with that the rest can be fetched later.
    ///
    /// # Errors
    /// Why it is not there as a whole. What was fetched of it stays in the file.
    pub fn fetch(
        &self,
        mut wanted: Wanted<'_>,
        file: &mut File,
        begin: &mut dyn FnMut(&Validators) -> std::io::Result<()>,
    ) -> Result<Fetched, Trouble> {
        let url = Url::parse(wanted.url).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
        let url =
            url.ok_or_else(|| Trouble::Address(wanted.url.chars().filter(|c| !c.is_control()).take(200).collect()))?;
        let fetched = self.web.patiently(|| self.attempt(&url, &mut wanted, file, begin))?;
        Ok(fetched)
    }

    fn attempt(
        &self,
        url: &Url,
        wanted: &mut Wanted<'_>,
        file: &mut File,
        begin: &mut dyn FnMut(&Validators) -> std::io::Result<()>,
    ) -> Result<Fetched, Trouble> {
        let there = file.seek(SeekFrom::End(0)).map_err(Trouble::File)?;
        let condition = wanted.begun.as_ref().and_then(Validators::condition).filter(|_| there > 0);
        let from = if condition.is_some() { there } else { 0 };
        let response = self.web.ask(url, &self.request(wanted.held, condition, from))?;
        let from = match response.status().as_u16() {
            304 if wanted.held.is_some() => return Ok(Fetched::Unchanged),
            206 if from > 0 && first_byte(&response) == Some(from) => from,
            200 => 0,
            // The beginning is of no use: once more, from the first byte on.
            206 | 416 => {
                wanted.begun = None;
                file.set_len(0).map_err(Trouble::File)?;
                return Err(Trouble::Network("a part of it that was not asked for".to_owned()));
            }
            status => return Err(Trouble::Status(status)),
        };
        if from == 0 {
            let validators = Validators::of(&response);
            file.set_len(0).and_then(|()| begin(&validators)).map_err(Trouble::File)?;
            wanted.begun = Some(validators);
        }
        file.seek(SeekFrom::Start(from)).map_err(Trouble::File)?;
        self.take(response, from, file)?;
        let validators = wanted.begun.clone().unwrap_or_default();
        let (bytes, checksum) = sum(file).map_err(Trouble::File)?;
        Ok(Fetched::Whole { validators, bytes, checksum })
    }

    fn request(&self, held: Option<&Validators>, condition: Option<String>, from: u64) -> Ask<'static> {
        // Parts are of the bytes as they are: nothing may pack them on the way.
        let mut headers = vec![("Accept-Encoding", "identity".to_owned())];
        match (condition, held) {
            (Some(condition), _) => {
                headers.extend([("Range", format!("bytes={from}-")), ("If-Range", condition)]);
            }
            (None, Some(held)) => {
                headers.extend(held.etag.clone().map(|etag| ("If-None-Match", etag)));
                headers.extend(held.modified.clone().map(|modified| ("If-Modified-Since", modified)));
            }
            (None, None) => {}
        }
        Ask { accept: "application/pdf, */*;q=0.1", headers, time: self.web.manners.document_time, is_document: true }
    }

    /// Writes what comes, if it is a PDF.
    fn take(&self, response: Response<Body>, from: u64, file: &mut File) -> Result<(), Trouble> {
        let most = self.web.manners.document_bytes.saturating_sub(from);
        let announced = header(&response, "content-length").and_then(|length| length.parse::<u64>().ok());
        if announced.is_some_and(|length| length > most) {
            return Err(Trouble::TooLong(self.web.manners.document_bytes));
        }
        let mut head = Vec::new();
        let mut is_known = from > 0;
        let poured = self.web.pour(response, most, &mut |piece| {
            if is_known {
                return file.write_all(piece).map_err(Trouble::File);
            }
            head.extend_from_slice(piece);
            is_known = head.len() >= HEAD;
            if is_known { look(&head).and_then(|()| file.write_all(&head).map_err(Trouble::File)) } else { Ok(()) }
        });
        if let (false, Ok(_)) = (is_known, &poured) {
            look(&head)?;
            file.write_all(&head).map_err(Trouble::File)?;
        }
        poured.map(drop)
    }
}

impl Validators {
    fn of(response: &Response<Body>) -> Self {
        let short = |name| header(response, name).filter(|value| value.len() <= 500);
        Self { etag: short("etag"), modified: short("last-modified") }
    }

    /// What a part is asked for with, so that a document that was changed comes as a whole: a weak name does not do.
    fn condition(&self) -> Option<String> {
        self.etag.clone().filter(|etag| !etag.starts_with("W/")).or_else(|| self.modified.clone())
    }
}

/// The first byte that a part begins with: `Content-Range: bytes 100-199/200`.
fn first_byte(response: &Response<Body>) -> Option<u64> {
    header(response, "content-range")?.strip_prefix("bytes")?.trim_start().split('-').next()?.parse().ok()
}

/// Refuses what does not say that it is a PDF.
fn look(head: &[u8]) -> Result<(), Trouble> {
    let head = &head[..head.len().min(HEAD)];
    let has = |mark: &[u8]| head.windows(mark.len()).any(|bytes| bytes.eq_ignore_ascii_case(mark));
    if has(b"%PDF-") {
        return Ok(());
    }
    Err(Trouble::NotPdf(match head {
        [] => "an empty file",
        _ if has(b"<html") || has(b"<!doctype html") => "a web page, perhaps one to log in on",
        [b'P', b'K', ..] => "a zip archive, or a document of an office program",
        [b'<', ..] => "XML",
        _ => "something else",
    }))
}

/// Length and checksum of a file.
fn sum(file: &mut File) -> std::io::Result<(u64, String)> {
    struct Sum(Md5);
    impl Write for Sum {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.update(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    file.seek(SeekFrom::Start(0))?;
    let mut sum = Sum(Md5::new());
    let bytes = std::io::copy(file, &mut sum)?;
    let digits: String = sum.0.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    Ok((bytes, format!("md5:{digits}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_pdf_is_named() {
        assert!(look(b"junk before %PDF-1.7").is_ok());
        for (head, what) in [
            (&b""[..], "an empty file"),
            (b"\n<!DOCTYPE html>", "a web page, perhaps one to log in on"),
            (b"PK\x03\x04", "a zip archive, or a document of an office program"),
            (b"\x89PNG", "something else"),
        ] {
            assert_eq!(look(head).unwrap_err().to_string(), format!("not a PDF but {what}"));
        }
        assert!(look(&[vec![b' '; HEAD], b"%PDF-".to_vec()].concat()).is_err(), "too late");
    }
}
