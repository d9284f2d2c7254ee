//! PDFs made on the spot, small enough to read as bytes, and folders to put them in.

#![allow(dead_code, clippy::unwrap_used, reason = "each test file uses its part; a test that cannot go on must stop")]

pub(crate) mod sheet;

use std::path::{Path, PathBuf};

/// A folder that goes with the test.
pub(crate) struct Folder(tempfile::TempDir);

impl Folder {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// Absolute, links resolved, as the ledger has it.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().canonicalize().unwrap().join(name)
    }

    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, bytes).unwrap();
        path
    }

    pub(crate) fn rename(&self, from: &str, to: &str) {
        std::fs::rename(self.path(from), self.path(to)).unwrap();
    }

    pub(crate) fn remove(&self, name: &str) {
        std::fs::remove_file(self.path(name)).unwrap();
    }
}

/// A PDF of these pages, each one line of Helvetica; title and author as given.
pub(crate) fn pdf(title: &str, pages: &[&str]) -> Vec<u8> {
    let kids: Vec<String> = (0..pages.len()).map(|page| format!("{} 0 R", 5 + 2 * page)).collect();
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!("<< /Type /Pages /Kids [{}] /Count {} >>", kids.join(" "), pages.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
        format!("<< /Title ({title}) /Author (Jane Doe) >>"),
    ];
    for (number, text) in pages.iter().enumerate() {
        let lines: Vec<String> = text
            .split_whitespace()
            .collect::<Vec<_>>()
            .chunks(12)
            .map(|words| format!("({}) Tj 0 -14 Td", words.join(" ")))
            .collect();
        let content = format!("BT /F1 11 Tf 60 780 Td {} ET", lines.join(" "));
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents {} 0 R >>",
            6 + 2 * number
        ));
        objects.push(format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()));
    }
    file(&objects)
}

/// A PDF whose first page is the title page of a thesis, and whose second is prose. It says nothing of itself.
pub(crate) fn title_page() -> Vec<u8> {
    let lines = [
        (16, 90, "University of Zyxia"),
        (24, 200, "Tidewells and their keepers"),
        (24, 230, "along the northern marsh"),
        (12, 330, "A thesis submitted for the degree of Doctor of Philosophy"),
        (12, 420, "Author: Ada Zyxberg"),
        (12, 440, "Supervisor: Prof. Dr. Eve Zyxmentor"),
        (12, 520, "October 1987"),
    ];
    let set =
        |(size, depth, text): &(u32, u32, &str)| format!("BT /F1 {size} Tf 100 {} Td ({text}) Tj ET\n", 842 - depth);
    let title: String = lines.iter().map(set).collect();
    let prose: String = (0..30)
        .map(|row| {
            format!(
                "BT /F1 11 Tf 60 {} Td (The marsh keeps a record of every tide, and the wells stand along it.) Tj ET\n",
                780 - 14 * row
            )
        })
        .collect();
    let page = |content: usize| {
        format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents {content} 0 R >>"
        )
    };
    let stream = |content: &str| format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len());
    file(&[
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [5 0 R 7 0 R] /Count 2 >>".to_owned(),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
        "<< >>".to_owned(),
        page(6),
        stream(&title),
        page(8),
        stream(&prose),
    ])
}

/// A PDF of these objects, numbered from 1: the first is the catalog, the fourth the document information.
pub(crate) fn file(objects: &[String]) -> Vec<u8> {
    let mut bytes = b"%PDF-1.4\n".to_vec();
    let mut offsets = Vec::new();
    for (number, object) in objects.iter().enumerate() {
        offsets.push(bytes.len());
        bytes.extend(format!("{} 0 obj\n{object}\nendobj\n", number + 1).bytes());
    }
    let start = bytes.len();
    bytes.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    offsets.iter().for_each(|offset| bytes.extend(format!("{offset:010} 00000 n \n").bytes()));
    let trailer =
        format!("trailer\n<< /Size {} /Root 1 0 R /Info 4 0 R >>\nstartxref\n{start}\n%%EOF\n", objects.len() + 1);
    bytes.extend(trailer.bytes());
    bytes
}

/// Sets when a file was last modified, seconds after 1970.
pub(crate) fn touch(path: &Path, seconds: u64) {
    let time = std::time::UNIX_EPOCH + std::time::Duration::from_secs(seconds);
    std::fs::File::options().write(true).open(path).unwrap().set_modified(time).unwrap();
}
