//! `ibid show --png`: a page as it looks.

use std::{ops::RangeInclusive, path::Path, sync::Arc};

use super::{
    deadline::within_time,
    exit::{self, Exit, Failure, Outcome},
    index,
    marked::Question,
    output,
    show::ShowArguments,
};
use crate::{
    index::{Snapshot, StoredThesis},
    ingest,
    pdf::Canvas,
};

/// Draws the one page in `pages`.
pub(crate) fn run(
    snapshot: &Snapshot,
    thesis: &StoredThesis,
    pages: &RangeInclusive<u32>,
    file: &Path,
    arguments: &ShowArguments,
) -> Outcome {
    let number = *pages.start();
    if number != *pages.end() {
        return Err(Failure::Usage("a picture shows one page: name one with --page N".to_owned()));
    }
    // What the index knows of the page is asked first: it says whether there is one.
    snapshot.pages_text(thesis.key, pages.clone())?;
    let original = ingest::original(snapshot, thesis.key)?;
    let password = arguments.password_file.as_deref().map(index::password).transpose()?;
    let bytes = Arc::new(original.bytes);
    let (pdf, secret, dpi) = (Arc::clone(&bytes), password.clone(), arguments.dpi as f32);
    let drawn = within_time(move || Canvas::open(pdf, secret.as_deref()).map(|canvas| canvas.image(number, dpi)));
    let drawn = drawn.unwrap_or(Ok(None));
    let mut image = match drawn {
        Ok(Some(image)) => image,
        Ok(None) => {
            exit::complain(&format!("{}: page {number} cannot be drawn", original.path.display()), None);
            return Ok(Exit::Incomplete);
        }
        Err(why) => {
            exit::complain(&format!("{}: {why}", original.path.display()), why.advice());
            return Ok(Exit::Incomplete);
        }
    };
    if image.frame.resolution + 0.5 < arguments.dpi as f32 {
        exit::note(&format!("the page is large: it is drawn at {:.0} dpi", image.frame.resolution));
    }
    let mut exit = Exit::Found;
    if let Some(query) = &arguments.query {
        let (asking, password) = (&arguments.asking, password.as_deref());
        let question = Question { snapshot, thesis, asking, password, pages: Some(pages) };
        let marked = question.marked(query, &bytes)?;
        let highlights = marked.pages.iter().flat_map(|page| &page.highlights);
        image.highlight(&highlights.flat_map(|highlight| highlight.boxes.iter().copied()).collect::<Vec<_>>());
        exit = marked.tell();
    }
    output::write(file, &image.to_png().unwrap_or_default())?;
    Ok(exit)
}
