//! Full-text search for theses: a folder of PDFs becomes ranked passages, each with the words marked, the PDF page and
//! the printed page named, the section known.
#![cfg_attr(not(test), warn(clippy::unwrap_used))]

pub mod access;
pub mod cli;
pub mod corpus;
pub mod date;
pub mod error;
pub mod harvest;
pub mod index;
pub mod ingest;
pub mod ocr;
pub mod page;
pub mod pdf;
pub mod query;
pub mod record;
pub mod search;
pub mod serve;
pub mod text;
pub mod wire;
