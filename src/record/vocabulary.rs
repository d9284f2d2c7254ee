//! Words that repositories have codes for: kinds of items, levels of theses, versions, roles, languages, licences.

/// The word for an item ("Thesis", "Article") and the level of a thesis ("Doctoral"), as far as a type says them.
pub(super) fn kinds(text: &str) -> (Option<String>, Option<String>) {
    let end = text.rsplit(['/', '#']).next().unwrap_or(text).trim();
    let end = end.strip_prefix("doc-type:").unwrap_or(end);
    let lower = end.to_lowercase();
    if NO_KINDS.contains(&lower.as_str()) || version(text).is_some() {
        return (None, None);
    }
    if let Some((_, level)) = COAR_THESES.iter().find(|(code, _)| lower == *code) {
        return (Some("Thesis".to_owned()), level.map(str::to_owned));
    }
    if lower.starts_with("c_") {
        return (None, None);
    }
    let is_thesis = THESES.iter().any(|word| lower.contains(word));
    let level = level(end).filter(|_| is_thesis);
    let kind = if is_thesis { "Thesis".to_owned() } else { spaced(end) };
    (Some(kind).filter(|kind| !kind.is_empty()), level)
}

/// The level of a thesis in our words; `None` where it is not told.
pub(super) fn level(text: &str) -> Option<String> {
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).collect();
    let is = |(known, _): &&(&str, &str)| if known.len() < 5 { words.contains(known) } else { lower.contains(known) };
    LEVELS.iter().find(is).map(|(_, level)| (*level).to_owned())
}

/// The version of a document in one word.
pub(super) fn version(text: &str) -> Option<String> {
    let end = text.trim().trim_end_matches('/').rsplit(['/', '#']).next()?;
    let lower = end.trim().to_lowercase().replace([' ', '_', '-'], "");
    VERSIONS.iter().find(|(known, _)| known.contains(&lower.as_str())).map(|(_, version)| (*version).to_owned())
}

/// What somebody did, in one word where it is a known one: an advisor is a supervisor.
pub(super) fn role(text: &str) -> String {
    let end = text.rsplit(['/', '#']).next().unwrap_or(text).trim();
    let lower = end.to_lowercase();
    // Relators of three letters are whole; words may have endings.
    let is = |known: &&str| if known.len() == 3 { lower == *known } else { lower.contains(known) };
    let known = ROLES.iter().find(|(known, _)| known.iter().any(&is));
    known.map_or(lower.clone(), |(_, role)| (*role).to_owned())
}

/// Whether it names what somebody did.
pub(super) fn is_role(text: &str) -> bool {
    role(text) != text.trim().to_lowercase() || ROLES.iter().any(|(_, role)| role.eq_ignore_ascii_case(text.trim()))
}

/// A language in two letters where it has them (BCP 47): `eng`, `en_US` and `English` are `en`.
pub(super) fn language(text: &str) -> Option<String> {
    let lower = text.trim().to_lowercase();
    let lower = lower.rsplit('/').next().unwrap_or_default();
    let primary = lower.split(['_', '-']).next().unwrap_or_default();
    let known = LANGUAGES.iter().find(|(two, others)| primary == *two || others.contains(&primary));
    let is_code = (2..=3).contains(&primary.len()) && primary.bytes().all(|byte| byte.is_ascii_lowercase());
    let nothing = ["und", "mul", "zxx", "mis", "n/a"].contains(&primary);
    known.map(|(two, _)| (*two).to_owned()).or_else(|| (is_code && !nothing).then(|| primary.to_owned()))
}

/// A licence as EPrints codes it ("cc_by_nc_4") in the words of its makers; a URI or a name stays as it is.
pub(super) fn licence(text: &str) -> Option<String> {
    let text = text.trim();
    let lower = text.to_lowercase();
    if ["", "other", "unspecified", "none"].contains(&lower.as_str()) {
        return None;
    }
    let Some(terms) = lower.strip_prefix("cc_").filter(|_| !text.contains(' ')) else {
        return Some(text.to_owned());
    };
    if terms.starts_with("public_domain") || terms.starts_with("zero") || terms == "0" {
        return Some("CC0".to_owned());
    }
    let (letters, numbers): (Vec<&str>, Vec<&str>) =
        terms.split('_').partition(|term| term.bytes().all(|byte| byte.is_ascii_alphabetic()));
    let letters = letters.join("-").to_uppercase();
    let number =
        numbers.first().map(|number| if number.contains('.') { format!(" {number}") } else { format!(" {number}.0") });
    Some(format!("CC {letters}{}", number.unwrap_or_default()))
}

/// `conference_item` and `doctoralThesis` as words.
fn spaced(text: &str) -> String {
    let mut words = String::new();
    for c in text.replace(['_', '-'], " ").chars() {
        if c.is_uppercase() && words.ends_with(char::is_lowercase) {
            words.push(' ');
            words.extend(c.to_lowercase());
        } else if words.is_empty() {
            words.extend(c.to_uppercase());
        } else {
            words.push(c);
        }
    }
    words
}

const NO_KINDS: [&str; 12] = [
    "text",
    "peerreviewed",
    "nonpeerreviewed",
    "publication",
    "other",
    "still image",
    "image",
    "electronic",
    "pdf",
    "software, multimedia",
    "learning object",
    "collection",
];

/// <http://purl.org/coar/resource_type/>
const COAR_THESES: [(&str, Option<&str>); 4] =
    [("c_46ec", None), ("c_db06", Some("Doctoral")), ("c_bdcc", Some("Masters")), ("c_7a1f", Some("Bachelors"))];

const THESES: [&str; 20] = [
    "thes",
    "thès",
    "dissertation",
    "tesis",
    "tese",
    "tesi",
    "avhandling",
    "proefschrift",
    "afstudeer",
    "doctoral",
    "hochschulschrift",
    "diplomarbeit",
    "masterarbeit",
    "bachelorarbeit",
    "habilitation",
    "väitöskirja",
    "mémoire",
    "etd",
    "学位論文",
    "论文",
];

const LEVELS: [(&str, &str); 33] = [
    ("doctor", "Doctoral"),
    ("phd", "Doctoral"),
    ("ph.d", "Doctoral"),
    ("ph. d", "Doctoral"),
    ("dphil", "Doctoral"),
    ("edd", "Doctoral"),
    ("engd", "Doctoral"),
    ("proefschrift", "Doctoral"),
    ("väitöskirja", "Doctoral"),
    ("habilitation", "Habilitation"),
    ("博士", "Doctoral"),
    ("dottorato", "Doctoral"),
    ("doutor", "Doctoral"),
    ("master", "Masters"),
    ("msc", "Masters"),
    ("mphil", "Masters"),
    ("mres", "Masters"),
    ("mba", "Masters"),
    ("maîtrise", "Masters"),
    ("maestr", "Masters"),
    ("mestrado", "Masters"),
    ("magistr", "Masters"),
    ("修士", "Masters"),
    ("硕士", "Masters"),
    ("diplom", "Diploma"),
    ("bachelor", "Bachelors"),
    ("undergrad", "Bachelors"),
    ("honours", "Bachelors"),
    ("honors", "Bachelors"),
    ("bsc", "Bachelors"),
    ("licence", "Bachelors"),
    ("baccalaur", "Bachelors"),
    ("学士", "Bachelors"),
];

/// EPrints' `content`, `info:eu-repo/semantics/`, RIOXX, <http://purl.org/coar/version/>
const VERSIONS: [(&[&str], &str); 6] = [
    (&["draft", "ao", "cb1a7d7d4d402bcce", "preprint"], "draft"),
    (&["submitted", "submittedversion", "smur", "c71e4c1898caa6e32"], "submitted"),
    (&["accepted", "acceptedversion", "am", "cab4af688f83e57aa", "postprint"], "accepted"),
    (&["proof", "p", "cfa2ee174bc00049f"], "proof"),
    (&["published", "publishedversion", "vor", "c970fb48d4fbd8a85", "publishersversion"], "published"),
    (&["updated", "updatedversion", "cvor", "evor", "ce19f295774971610", "cdc82b40f9837b551"], "updated"),
];

const ROLES: [(&[&str], &str); 6] = [
    (
        &[
            "advisor",
            "adviser",
            "supervis",
            "directeur",
            "director",
            "betreuer",
            "promotor",
            "orientador",
            "tutor",
            "relatore",
            "ths",
            "dgs",
            "sad",
        ],
        "supervisor",
    ),
    (&["examin", "referee", "opponent", "opn", "reviewer", "gutachter", "rapporteur", "jury"], "examiner"),
    (&["committee", "degree commit", "dgc"], "committee member"),
    (&["editor", "edt"], "editor"),
    (&["translat", "trl"], "translator"),
    (&["sponsor", "fund", "spn"], "funder"),
];

#[rustfmt::skip] // a table
const LANGUAGES: &[(&str, &[&str])] = &[
    ("af", &["afr"]), ("ar", &["ara", "arabic"]), ("be", &["bel"]), ("bg", &["bul", "bulgarian"]), ("bn", &["ben"]),
    ("ca", &["cat", "catalan"]), ("cs", &["ces", "cze", "czech"]), ("cy", &["cym", "wel", "welsh"]),
    ("da", &["dan", "danish"]), ("de", &["deu", "ger", "german", "deutsch"]), ("el", &["ell", "gre", "greek"]),
    ("en", &["eng", "english"]), ("es", &["spa", "spanish", "español"]), ("et", &["est"]), ("eu", &["eus", "baq"]),
    ("fa", &["fas", "per", "pes"]), ("fi", &["fin", "finnish", "suomi"]), ("fr", &["fra", "fre", "french", "français"]),
    ("ga", &["gle"]), ("gl", &["glg"]), ("he", &["heb", "hebrew", "iw"]), ("hi", &["hin"]), ("hr", &["hrv", "scr"]),
    ("hu", &["hun", "hungarian", "magyar"]), ("hy", &["hye", "arm"]), ("id", &["ind"]), ("is", &["isl", "ice"]),
    ("it", &["ita", "italian", "italiano"]), ("ja", &["jpn", "japanese"]), ("ka", &["kat", "geo"]), ("kk", &["kaz"]),
    ("ko", &["kor", "korean"]), ("la", &["lat", "latin"]), ("lt", &["lit"]), ("lv", &["lav"]), ("mk", &["mkd", "mac"]),
    ("ml", &["mal"]), ("ms", &["msa", "may"]), ("mt", &["mlt"]), ("nb", &["nob"]), ("ne", &["nep"]),
    ("nl", &["nld", "dut", "dutch", "nederlands"]), ("nn", &["nno"]), ("no", &["nor", "norwegian"]),
    ("pl", &["pol", "polish"]), ("pt", &["por", "portuguese", "português"]), ("ro", &["ron", "rum", "mol"]),
    ("ru", &["rus", "russian"]), ("sk", &["slk", "slo"]), ("sl", &["slv"]), ("sq", &["sqi", "alb"]),
    ("sr", &["srp", "scc"]), ("sv", &["swe", "swedish", "svenska"]), ("sw", &["swa"]), ("ta", &["tam"]), ("te", &["tel"]),
    ("th", &["tha"]), ("tr", &["tur", "turkish", "türkçe"]), ("uk", &["ukr"]), ("ur", &["urd"]), ("uz", &["uzb"]),
    ("vi", &["vie"]), ("zh", &["zho", "chi", "cmn", "chinese"]), ("zu", &["zul"]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_and_levels_are_told_apart() {
        for (text, kind, level) in [
            ("thesis", Some("Thesis"), None),
            ("info:eu-repo/semantics/doctoralThesis", Some("Thesis"), Some("Doctoral")),
            ("Thèse ou mémoire numérique", Some("Thesis"), None),
            ("Electronic Thesis or Dissertation", Some("Thesis"), None),
            ("https://purl.org/coar/resource_type/c_bdcc", Some("Thesis"), Some("Masters")),
            ("conference_item", Some("Conference item"), None),
            ("PeerReviewed", None, None),
            ("info:eu-repo/semantics/publishedVersion", None, None),
        ] {
            assert_eq!(kinds(text), (kind.map(str::to_owned), level.map(str::to_owned)), "{text}");
        }
    }

    #[test]
    fn codes_become_words() {
        assert_eq!(licence("cc_by_nc_nd").as_deref(), Some("CC BY-NC-ND"));
        assert_eq!(licence("cc_by_4").as_deref(), Some("CC BY 4.0"));
        assert_eq!(licence("other"), None);
        assert_eq!(version("https://purl.org/coar/version/c_ab4af688f83e57aa").as_deref(), Some("accepted"));
        assert_eq!(version("VoR").as_deref(), Some("published"));
        assert_eq!(role("directeur(trice) de recherche/advisor"), "supervisor");
        assert_eq!(role("http://www.loc.gov/loc.terms/relators/THS"), "supervisor");
        assert_eq!(language("eng").as_deref(), Some("en"));
        assert_eq!(language("en_US").as_deref(), Some("en"));
        assert_eq!(language("http://id.loc.gov/vocabulary/iso639-2/fre").as_deref(), Some("fr"));
        assert_eq!(language("und"), None);
    }
}
