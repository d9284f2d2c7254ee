//! What a description was read from.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The format of a description.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// A record in ibid's own schema.
    Ibid,
    /// EPrints' own XML (EP3).
    EprintsXml,
    /// EPrints' own JSON.
    EprintsJson,
    /// Dublin Core as OAI-PMH requires it.
    OaiDc,
    /// The Dublin Core of British theses (EThOS).
    UketdDc,
    /// ETD-MS of the NDLTD.
    Etdms,
    /// RIOXX 2.
    Rioxx2,
    /// RIOXX 3.
    Rioxx3,
    /// Qualified Dublin Core.
    Qdc,
    /// DSpace's intermediate format.
    Dim,
    /// DSpace's internal OAI format.
    Xoai,
    /// METS, with what describes the item inside.
    Mets,
    /// MPEG-21 DIDL, with what describes the item inside.
    Didl,
    /// MODS.
    Mods,
    /// DSpace's Simple Archive Format (`dublin_core.xml`).
    SimpleArchive,
    /// BibTeX.
    Bibtex,
    /// RIS.
    Ris,
    /// CSL JSON.
    Csl,
    /// A row of a table.
    Csv,
    /// A PDF's metadata packet or its document information.
    Pdf,
    /// The title page.
    TitlePage,
    /// The name of the file.
    FileName,
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ibid => "ibid JSON",
            Self::EprintsXml => "EPrints XML",
            Self::EprintsJson => "EPrints JSON",
            Self::OaiDc => "oai_dc",
            Self::UketdDc => "uketd_dc",
            Self::Etdms => "ETD-MS",
            Self::Rioxx2 => "RIOXX 2",
            Self::Rioxx3 => "RIOXX 3",
            Self::Qdc => "qualified Dublin Core",
            Self::Dim => "DIM",
            Self::Xoai => "XOAI",
            Self::Mets => "METS",
            Self::Didl => "DIDL",
            Self::Mods => "MODS",
            Self::SimpleArchive => "DSpace archive",
            Self::Bibtex => "BibTeX",
            Self::Ris => "RIS",
            Self::Csl => "CSL JSON",
            Self::Csv => "CSV",
            Self::Pdf => "PDF",
            Self::TitlePage => "title page",
            Self::FileName => "file name",
        })
    }
}
