//! XMP metadata (ISO 16684-1), lightly: the few properties that are of use are found in its text, without an XML parser.

use super::Info;

/// Characters of one property.
const LONGEST: usize = 4000;

/// What an XMP packet says.
pub(super) fn read(packet: &[u8]) -> Info {
    let packet = text(packet);
    Info {
        title: property(&packet, "dc:title").map(|items| items.into_iter().next().unwrap_or_default()),
        author: property(&packet, "dc:creator").map(|items| items.join("; ")),
        keywords: property(&packet, "pdf:Keywords")
            .map(|items| items.join(", "))
            .or_else(|| property(&packet, "dc:subject").map(|items| items.join(", "))),
        subject: property(&packet, "dc:description").map(|items| items.into_iter().next().unwrap_or_default()),
        year: property(&packet, "xmp:CreateDate").and_then(|items| items.first()?.get(..4)?.parse().ok()),
        language: property(&packet, "dc:language").and_then(|items| items.into_iter().next()),
    }
}

fn text(packet: &[u8]) -> String {
    match packet {
        [0xfe, 0xff, ..] | [0xff, 0xfe, ..] => super::strings::decode(packet),
        _ => String::from_utf8_lossy(packet).into_owned(),
    }
}

/// The values of a property, which is written as an element, with a list of items or without, or as an attribute.
fn property(packet: &str, name: &str) -> Option<Vec<String>> {
    let values = element(packet, name).or_else(|| attribute(packet, name).map(|value| vec![value]))?;
    let values: Vec<String> = values.into_iter().map(|value| plain(&value)).filter(|value| !value.is_empty()).collect();
    (!values.is_empty()).then_some(values)
}

fn element(packet: &str, name: &str) -> Option<Vec<String>> {
    let open = format!("<{name}");
    let mut from = 0;
    loop {
        let start = from + packet[from..].find(&open)? + open.len();
        from = start;
        // `<dc:title>` or `<dc:title attribute>`, not `<dc:titles>`, nor the empty `<dc:title/>`.
        let rest = &packet[start..];
        if !rest.starts_with(['>', ' ', '\t', '\n', '\r']) {
            continue;
        }
        let (tag, inside) = rest.split_once('>')?;
        if tag.ends_with('/') {
            continue;
        }
        let inside = &inside[..inside.find(&format!("</{name}"))?];
        let items: Vec<String> = items(inside).collect();
        return Some(if items.is_empty() { vec![inside.to_owned()] } else { items });
    }
}

fn items(list: &str) -> impl Iterator<Item = String> {
    list.split("<rdf:li").skip(1).filter_map(|item| {
        let (tag, inside) = item.split_once('>')?;
        (!tag.ends_with('/')).then(|| inside.split("</rdf:li").next().unwrap_or_default().to_owned())
    })
}

fn attribute(packet: &str, name: &str) -> Option<String> {
    let (_, rest) = packet.split_once(&format!("{name}="))?;
    let quote = rest.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    rest[1..].split(quote).next().map(str::to_owned)
}

/// Without tags, entities resolved, white space made plain.
fn plain(marked: &str) -> String {
    let mut text = String::new();
    let mut in_tag = false;
    for c in marked.chars() {
        match c {
            '<' => in_tag = true,
            '>' if in_tag => in_tag = false,
            c if !in_tag => text.push(c),
            _ => {}
        }
    }
    let text = resolve(&text);
    text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(LONGEST).collect()
}

fn resolve(text: &str) -> String {
    let mut pieces = text.split('&');
    let mut resolved = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        match piece.split_once(';').and_then(|(name, rest)| Some((entity(name)?, rest))) {
            Some((c, rest)) => {
                resolved.push(c);
                resolved.push_str(rest);
            }
            None => {
                resolved.push('&');
                resolved.push_str(piece);
            }
        }
    }
    resolved
}

fn entity(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let number = name.strip_prefix('#')?;
            let value = match number.strip_prefix('x') {
                Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16),
                None => number.parse(),
            };
            char::from_u32(value.ok()?)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn elements_lists_and_attributes() {
        let info = read(
            b"<rdf:Description pdf:Keywords='peer &amp; self-help' xmp:CreateDate=\"2019-05-01T10:00:00Z\">
            <dc:title><rdf:Alt><rdf:li xml:lang='x-default'>Mutual aid:\n a study</rdf:li></rdf:Alt></dc:title>
            <dc:creator><rdf:Seq><rdf:li>A. One</rdf:li><rdf:li>B. Two</rdf:li></rdf:Seq></dc:creator>
            <dc:description/><dc:language>en-GB</dc:language>",
        );
        assert_eq!(info.title.as_deref(), Some("Mutual aid: a study"));
        assert_eq!(info.author.as_deref(), Some("A. One; B. Two"));
        assert_eq!(info.keywords.as_deref(), Some("peer & self-help"));
        assert_eq!(info.year, Some(2019));
        assert_eq!(info.subject, None);
        assert_eq!(info.language.as_deref(), Some("en-GB"));
    }

    #[test]
    fn what_is_not_xmp_says_nothing() {
        assert_eq!(read(b"\xff\xfe\xfd<dc:title"), Default::default());
        assert_eq!(read(b"<dc:title>unclosed &#x41; &bad"), Default::default());
    }
}
