//! `--ocr`: which pages are recognised, and whether that can be done here.

use super::{
    args::{OcrArguments, Pages},
    exit,
};
use crate::{
    ingest::Ocr,
    ocr::{self, Missing, Mode, Tesseract},
};

/// Where nobody says how long a silent reader is waited for: as `ibid index` does by itself.
pub(crate) const SECONDS: u32 = 120;

/// What was asked for, as far as it can be had.
pub(crate) enum Sight {
    /// Nothing was asked for.
    Unasked,
    /// Pages are recognised.
    Ready(Ocr),
    /// They cannot be; it has been said.
    Wanting,
}

impl Sight {
    /// Looks for the program and its models, if pages are to be recognised. A page may take a good part of `seconds`,
    /// after which a silent reader is given up.
    pub(crate) fn look(arguments: &OcrArguments, seconds: u32) -> Self {
        let mode = match arguments.ocr {
            Pages::Off => return Self::Unasked,
            Pages::Auto => Mode::Auto,
            Pages::Force => Mode::Force,
        };
        let page_seconds = (seconds / 4 * 3).max(1);
        let ready = Tesseract::find().and_then(|tesseract| {
            let models = models(&arguments.ocr_languages, &tesseract)?;
            Ok(Ocr { mode, tesseract, models, page_seconds })
        });
        ready.map_or_else(Self::say, Self::Ready)
    }

    /// What is needed to recognise pages.
    pub(crate) fn ocr(&self) -> Option<&Ocr> {
        match self {
            Self::Ready(ocr) => Some(ocr),
            Self::Unasked | Self::Wanting => None,
        }
    }

    /// The same, to be done here, a page a core at a time.
    pub(crate) fn here(&self) -> Option<(&Ocr, u32)> {
        let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get() as u32);
        self.ocr().map(|ocr| (ocr, cores))
    }

    /// Whether what was asked for cannot be had.
    pub(crate) fn is_wanting(&self) -> bool {
        matches!(self, Self::Wanting)
    }

    fn say(missing: Missing) -> Self {
        exit::complain(&missing.to_string(), Some(&missing.advice()));
        Self::Wanting
    }
}

/// The models of languages, all of which must be there.
fn models(languages: &[String], tesseract: &Tesseract) -> Result<Vec<String>, Missing> {
    let names = languages.iter().flat_map(|names| names.split([',', '+'])).map(str::trim);
    let named = |name: &str| ocr::model(name).unwrap_or_else(|| name.to_owned());
    let models: Vec<String> = names.filter(|name| !name.is_empty()).map(named).collect();
    let missing: Vec<String> = models.iter().filter(|model| !tesseract.can_read(model)).cloned().collect();
    if missing.is_empty() { Ok(models) } else { Err(Missing::Languages(missing)) }
}
