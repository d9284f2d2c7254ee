//! Languages: as records name them (BCP 47), and as tesseract names its models of them.

/// Tesseract's name for a language (BCP 47, or an ISO 639-2 code, bibliographic ones too); `None` for one that it does
/// not know. What it names itself (`chi_sim`, `deu_latf`) stays as it is.
///
/// ```
/// assert_eq!(ibid::ocr::model("de-AT").as_deref(), Some("deu"));
/// assert_eq!(ibid::ocr::model("zh-Hant").as_deref(), Some("chi_tra"));
/// assert_eq!(ibid::ocr::model("fre").as_deref(), Some("fra"));
/// assert_eq!(ibid::ocr::model("Klingon"), None);
/// ```
pub fn model(language: &str) -> Option<String> {
    let language = language.trim();
    let lower = language.to_ascii_lowercase().replace('_', "-");
    let (primary, rest) = lower.split_once('-').unwrap_or((&lower, ""));
    if let Some((_, model)) = VARIANTS.iter().find(|(variant, _)| lower.starts_with(variant)) {
        return Some((*model).to_owned());
    }
    if let Some((_, _, model)) = MODELS.iter().find(|(two, three, _)| primary == *two || three.contains(&primary)) {
        return Some((*model).to_owned());
    }
    // `chi_sim_vert`, `srp_latn`: its own names, with what they need.
    let is_own = |part: &str| part.len() >= 3 && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let own = primary.len() == 3 && (rest.is_empty() || language.contains('_') && rest.split('-').all(is_own));
    own.then(|| language.to_ascii_lowercase())
}

/// The packages of Debian that hold these models.
pub fn packages(models: &[String]) -> Vec<String> {
    models.iter().map(|model| format!("tesseract-ocr-{}", model.replace('_', "-"))).collect()
}

/// Languages of which there are several models.
#[rustfmt::skip] // a table
const VARIANTS: &[(&str, &str)] = &[
    ("zh-hant", "chi_tra"), ("zh-tw", "chi_tra"), ("zh-hk", "chi_tra"), ("zh-mo", "chi_tra"), ("chi-tra", "chi_tra"),
    ("chi-sim", "chi_sim"), ("sr-latn", "srp_latn"), ("uz-cyrl", "uzb_cyrl"), ("az-cyrl", "aze_cyrl"),
];

/// ISO 639-1, other three-letter codes that are in use (ISO 639-2/B, macrolanguages), and the model.
#[rustfmt::skip] // a table
const MODELS: &[(&str, &[&str], &str)] = &[
    ("af", &[], "afr"), ("am", &[], "amh"), ("ar", &[], "ara"), ("as", &[], "asm"), ("az", &[], "aze"),
    ("be", &[], "bel"), ("bg", &[], "bul"), ("bn", &[], "ben"), ("bo", &["tib"], "bod"), ("br", &[], "bre"),
    ("bs", &[], "bos"), ("ca", &[], "cat"), ("co", &[], "cos"), ("cs", &["cze"], "ces"), ("cy", &["wel"], "cym"),
    ("da", &[], "dan"), ("de", &["ger"], "deu"), ("dv", &[], "div"), ("dz", &[], "dzo"), ("el", &["gre"], "ell"),
    ("en", &[], "eng"), ("eo", &[], "epo"), ("es", &[], "spa"), ("et", &[], "est"), ("eu", &["baq"], "eus"),
    ("fa", &["per", "pes"], "fas"), ("fi", &[], "fin"), ("fo", &[], "fao"), ("fr", &["fre"], "fra"),
    ("fy", &[], "fry"), ("ga", &[], "gle"), ("gd", &[], "gla"), ("gl", &[], "glg"), ("gu", &[], "guj"),
    ("he", &[], "heb"), ("hi", &[], "hin"), ("hr", &[], "hrv"), ("ht", &[], "hat"), ("hu", &[], "hun"),
    ("hy", &["arm"], "hye"), ("id", &[], "ind"), ("is", &["ice"], "isl"), ("it", &[], "ita"), ("iu", &[], "iku"),
    ("ja", &[], "jpn"), ("jv", &[], "jav"), ("ka", &["geo"], "kat"), ("kk", &[], "kaz"), ("km", &[], "khm"),
    ("kn", &[], "kan"), ("ko", &[], "kor"), ("ku", &["kmr"], "kmr"), ("ky", &[], "kir"), ("la", &[], "lat"),
    ("lb", &[], "ltz"), ("lo", &[], "lao"), ("lt", &[], "lit"), ("lv", &[], "lav"), ("mi", &["mao"], "mri"),
    ("mk", &["mac"], "mkd"), ("ml", &[], "mal"), ("mn", &[], "mon"), ("mr", &[], "mar"), ("ms", &["may"], "msa"),
    ("mt", &[], "mlt"), ("my", &["bur"], "mya"), ("nb", &["nob"], "nor"), ("ne", &[], "nep"), ("nl", &["dut"], "nld"),
    ("nn", &["nno"], "nor"), ("no", &[], "nor"), ("oc", &[], "oci"), ("or", &[], "ori"), ("pa", &[], "pan"),
    ("pl", &[], "pol"), ("ps", &[], "pus"), ("pt", &[], "por"), ("qu", &[], "que"), ("ro", &["rum"], "ron"),
    ("ru", &[], "rus"), ("sa", &[], "san"), ("sd", &[], "snd"), ("si", &[], "sin"), ("sk", &["slo"], "slk"),
    ("sl", &[], "slv"), ("sq", &["alb"], "sqi"), ("sr", &[], "srp"), ("su", &[], "sun"), ("sv", &[], "swe"),
    ("sw", &[], "swa"), ("ta", &[], "tam"), ("te", &[], "tel"), ("tg", &[], "tgk"), ("th", &[], "tha"),
    ("ti", &[], "tir"), ("tl", &[], "fil"), ("to", &[], "ton"), ("tr", &[], "tur"), ("tt", &[], "tat"),
    ("ug", &[], "uig"), ("uk", &[], "ukr"), ("ur", &[], "urd"), ("uz", &[], "uzb"), ("vi", &[], "vie"),
    ("yi", &[], "yid"), ("yo", &[], "yor"), ("zh", &["zho", "chi", "cmn"], "chi_sim"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_languages() {
        for (language, expected) in [
            ("en", Some("eng")),
            ("en-GB", Some("eng")),
            ("EN", Some("eng")),
            ("eng", Some("eng")),
            ("zh", Some("chi_sim")),
            ("chi_tra", Some("chi_tra")),
            ("ger", Some("deu")),
            ("deu_latf", Some("deu_latf")),
            ("grc", Some("grc")),
            ("", None),
            ("english", None),
            ("../etc", None),
            ("x-klingon", None),
        ] {
            assert_eq!(model(language).as_deref(), expected, "{language}");
        }
        assert_eq!(packages(&["chi_sim".to_owned()]), ["tesseract-ocr-chi-sim"]);
    }
}
