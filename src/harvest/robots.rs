//! What a site asks of programs (robots.txt, RFC 9309), as far as it concerns ibid.

use std::time::Duration;

/// What a site asks.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Rules {
    /// Patterns of paths, and whether what fits may be fetched.
    rules: Vec<(String, bool)>,
    /// The least time between two requests.
    pub(super) delay: Option<Duration>,
}

/// Rules beyond these are not looked at.
const MOST_RULES: usize = 2_000;
/// The longest delay that is believed, seconds.
const LONGEST_DELAY: f64 = 60.0;

impl Rules {
    /// Rules that allow nothing.
    pub(super) fn nothing() -> Self {
        Self { rules: vec![("/".to_owned(), false)], delay: None }
    }

    /// The rules for `agent`, a lower-case word; where there are none, those for everybody.
    pub(super) fn read(text: &str, agent: &str) -> Self {
        let (mut own, mut for_all) = (None::<Self>, Self::default());
        let (mut is_own, mut is_for_all, mut in_rules) = (false, false, true);
        for line in text.lines() {
            let line = line.split('#').next().unwrap_or_default();
            let Some((name, value)) = line.split_once(':') else { continue };
            let (name, value) = (name.trim().to_ascii_lowercase(), value.trim());
            if name == "user-agent" {
                if std::mem::take(&mut in_rules) {
                    (is_own, is_for_all) = (false, false);
                }
                is_own |= value.eq_ignore_ascii_case(agent);
                is_for_all |= value == "*";
                if is_own {
                    own.get_or_insert_default();
                }
                continue;
            }
            in_rules |= matches!(name.as_str(), "allow" | "disallow" | "crawl-delay");
            if let (true, Some(own)) = (is_own, &mut own) {
                own.add(&name, value);
            }
            if is_for_all {
                for_all.add(&name, value);
            }
        }
        own.unwrap_or(for_all)
    }

    /// Whether a path, with its query, may be fetched: the longest pattern that fits tells, and of two as long the kinder.
    pub(super) fn allow(&self, path: &str) -> bool {
        let fitting = self.rules.iter().filter(|(pattern, _)| fits(pattern, path));
        fitting.max_by_key(|(pattern, allowed)| (pattern.len(), *allowed)).is_none_or(|(_, allowed)| *allowed)
    }

    fn add(&mut self, name: &str, value: &str) {
        match name {
            "allow" | "disallow" if !value.is_empty() && self.rules.len() < MOST_RULES => {
                self.rules.push((value.to_owned(), name == "allow"));
            }
            "crawl-delay" => {
                let seconds = value.parse().ok().filter(|seconds: &f64| seconds.is_finite() && *seconds >= 0.0);
                self.delay = seconds.map(|seconds| Duration::from_secs_f64(seconds.min(LONGEST_DELAY)));
            }
            _ => {}
        }
    }
}

/// Whether `path` begins as `pattern` says, in which `*` is anything and a last `$` the end.
fn fits(pattern: &str, path: &str) -> bool {
    let (pattern, to_end) = pattern.strip_suffix('$').map_or((pattern, false), |pattern| (pattern, true));
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| path.strip_prefix(first)) else { return false };
    let mut parts = parts.peekable();
    while let Some(part) = parts.next() {
        if to_end && parts.peek().is_none() {
            return rest.ends_with(part);
        }
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    !to_end || rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    const EPRINTS: &str =
        "User-agent: *\nSitemap: https://example.org/sitemap.xml\nDisallow: /cgi/\nCrawl-delay: 2.5\n";

    #[test]
    fn the_rules_for_all_hold_where_there_are_none_of_our_own() {
        let rules = Rules::read(EPRINTS, "ibid");
        assert!(rules.allow("/1/thesis.pdf") && !rules.allow("/cgi/users/home"));
        assert_eq!(rules.delay, Some(Duration::from_millis(2500)));
        let own =
            Rules::read(&format!("{EPRINTS}\nUser-agent: other\nUser-Agent: IBID\nDisallow: /1/ # none\n"), "ibid");
        assert!(!own.allow("/1/thesis.pdf") && own.allow("/cgi/users/home"));
        assert_eq!(own.delay, None);
    }

    #[test]
    fn the_longest_pattern_tells() {
        let rules = Rules::read(
            "User-agent: *\nDisallow: /\nAllow: /bitstream/\nDisallow: /bitstream/*.zip$\nAllow: /x\nDisallow: /x",
            "ibid",
        );
        assert!(rules.allow("/bitstream/1/a.pdf") && rules.allow("/bitstream/a.zip?x"));
        assert!(!rules.allow("/bitstream/1/a.zip") && !rules.allow("/handle/1"));
        assert!(rules.allow("/xyz"), "of two as long the kinder");
        assert!(!Rules::nothing().allow("/a") && Rules::read("<html>", "ibid").allow("/a"));
        assert!(Rules::read("User-agent: *\nDisallow:\n", "ibid").allow("/a"));
    }

    #[test]
    fn patterns_fit_as_the_standard_says() {
        for (pattern, path, fit) in [
            ("/fish", "/fish.html", true),
            ("/fish", "/Fish", false),
            ("/fish*", "/fishheads", true),
            ("/*.php$", "/folder/a.php", true),
            ("/*.php$", "/a.php?x", false),
            ("/a$", "/a", true),
            ("/a$", "/ab", false),
            ("*", "/anything", true),
            ("/a*b*c", "/axxbyyc/z", true),
        ] {
            assert_eq!(fits(pattern, path), fit, "{pattern} {path}");
        }
    }
}
