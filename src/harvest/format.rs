//! Which of the formats that a repository offers says most of a thesis.

use super::Offered;

/// What a repository is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The format in which records are listed.
    pub records: String,
    /// Where that one does not name the files: the format in which each new record is asked for once more, for its files.
    pub files: Option<String>,
}

/// A format that describes theses.
struct Known {
    /// Prefixes it goes by, lower case.
    prefixes: &'static [&'static str],
    /// A part of its namespace that no other has.
    namespace: &'static str,
    names_files: bool,
}

/// From the richest on. `uketd_dc` was made for theses: degree, department, supervisor, embargo and the file. XOAI has
/// all that DSpace knows, RIOXX licences and embargoes but no degree; METS and DIDL wrap another format and add the files.
const KNOWN: &[Known] = &[
    Known { prefixes: &["uketd_dc"], namespace: "ethosbl", names_files: true },
    Known { prefixes: &["xoai"], namespace: "lyncode.com/xoai", names_files: true },
    Known { prefixes: &["rioxx3", "oai_rioxx3"], namespace: "rioxx.net/schema/v3", names_files: true },
    Known { prefixes: &["rioxx", "rioxx2", "oai_rioxx"], namespace: "rioxx.net/schema/v2", names_files: true },
    Known {
        prefixes: &["etdms", "oai_etdms", "etdms11", "thesis"],
        namespace: "ndltd.org/standards/metadata/etdms",
        names_files: false,
    },
    Known { prefixes: &["mets", "dim_mets"], namespace: "loc.gov/mets", names_files: true },
    Known { prefixes: &["didl"], namespace: "mpeg21:2002", names_files: true },
    Known { prefixes: &["dim"], namespace: "dspace.org/xmlns/dspace/dim", names_files: false },
    Known { prefixes: &["mods", "oai_mods"], namespace: "loc.gov/mods", names_files: false },
    Known { prefixes: &["qdc", "oai_qdc"], namespace: "qualifieddc", names_files: false },
    Known { prefixes: &["oai_dc"], namespace: "oai/2.0/oai_dc", names_files: false },
];

/// The formats to ask for, the richest first: whoever asks takes the first in which records can be understood. `prefix`,
/// where it is given, is the only one, whatever it is. None where nothing that is offered is known.
pub fn choose(offered: &[Offered], prefix: Option<&str>) -> Vec<Choice> {
    let offers =
        KNOWN.iter().filter_map(|known| offered.iter().find(|offer| is(offer, known)).map(|offer| (offer, known)));
    let offers: Vec<(&Offered, &Known)> = offers.collect();
    let with_files = |records: &str, names_files: bool| {
        let other = offers.iter().find(|(offer, known)| known.names_files && offer.prefix != records && !names_files);
        Choice { records: records.to_owned(), files: other.map(|(offer, _)| offer.prefix.clone()) }
    };
    let Some(prefix) = prefix else {
        return offers.iter().map(|(offer, known)| with_files(&offer.prefix, known.names_files)).collect();
    };
    let known = offers.iter().find(|(offer, _)| offer.prefix == prefix);
    vec![with_files(prefix, known.is_some_and(|(_, known)| known.names_files))]
}

fn is(offered: &Offered, known: &Known) -> bool {
    let prefix = offered.prefix.to_ascii_lowercase();
    let namespace = offered.namespace.to_ascii_lowercase();
    // What goes by a known name and is something else by its namespace cannot be had: prefixes are the sites' to give.
    known.prefixes.contains(&prefix.as_str()) || namespace.contains(known.namespace)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offers(prefixes: &[&str]) -> Vec<Offered> {
        let offer = |prefix: &&str| Offered { prefix: (*prefix).to_owned(), namespace: String::new() };
        prefixes.iter().map(offer).collect()
    }

    fn chosen(prefixes: &[&str], prefix: Option<&str>) -> (String, Option<String>) {
        let Choice { records, files } = choose(&offers(prefixes), prefix).swap_remove(0);
        (records, files)
    }

    #[test]
    fn the_richest_is_chosen_and_files_are_asked_for_where_it_has_none() {
        assert_eq!(chosen(&["oai_dc", "uketd_dc", "rioxx"], None), ("uketd_dc".into(), None));
        assert_eq!(chosen(&["oai_dc", "dim", "xoai", "mets"], None), ("xoai".into(), None));
        assert_eq!(chosen(&["oai_dc", "etdms", "mets"], None), ("etdms".into(), Some("mets".into())));
        assert_eq!(chosen(&["oai_dc"], None), ("oai_dc".into(), None));
        assert_eq!(chosen(&["oai_dc", "uketd_dc", "mets"], Some("oai_dc")), ("oai_dc".into(), Some("uketd_dc".into())));
        assert_eq!(chosen(&["oai_dc"], Some("local")), ("local".into(), None));
        assert_eq!(choose(&offers(&["marc21"]), None), []);
        let all = choose(&offers(&["oai_dc", "didl", "uketd_dc"]), None);
        assert_eq!(
            all.iter().map(|choice| choice.records.as_str()).collect::<Vec<_>>(),
            ["uketd_dc", "didl", "oai_dc"]
        );
    }

    #[test]
    fn a_format_is_known_by_its_namespace_too() {
        let namespace = "http://www.ndltd.org/standards/metadata/etdms/1.1/".to_owned();
        let odd = [
            Offered { prefix: "tdl".into(), namespace },
            Offered { prefix: "oai_dc".into(), namespace: String::new() },
        ];
        assert_eq!(choose(&odd, None)[0].records, "tdl");
    }
}
