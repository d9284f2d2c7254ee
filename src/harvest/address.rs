//! Where names lead: looked up once, checked, and connected to as checked.

use std::{
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    sync::OnceLock,
};

use ureq::{
    config::Config,
    http::Uri,
    unversioned::{
        resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver},
        transport::NextTimeout,
    },
};

/// Looks names up, and keeps back addresses that are not public: whoever typed the repository's host may reach a private
/// one, what a server redirects to or names in a record may not; nor another port of it, behind which something else
/// listens, but for those of the web.
#[derive(Debug)]
pub(super) struct Guard {
    resolver: DefaultResolver,
    /// The host that was typed.
    home: String,
    /// And its port.
    port: u16,
    /// Whether it was private when it was first looked up: a public name must not become one later.
    home_is_private: OnceLock<bool>,
}

/// A host has no address that may be connected to.
#[derive(Debug, thiserror::Error)]
#[error("{host} leads to {to}")]
pub(super) struct Kept {
    pub(super) host: String,
    pub(super) to: IpAddr,
}

impl Guard {
    pub(super) fn new(home: &str, port: u16) -> Self {
        let home = home.to_ascii_lowercase();
        Self { resolver: DefaultResolver::default(), home, port, home_is_private: OnceLock::new() }
    }
}

impl Resolver for Guard {
    fn resolve(&self, uri: &Uri, config: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = self.resolver.resolve(uri, config, timeout)?;
        let host = uri.host().unwrap_or_default().to_ascii_lowercase();
        let private = found.iter().find(|address| !is_public(address.ip())).map(|address| address.ip());
        let is_web = |port| matches!(port, 80 | 443) || port == self.port;
        let is_home = host == self.home && found.iter().all(|address| is_web(address.port()));
        let at_home = is_home && *self.home_is_private.get_or_init(|| private.is_some());
        let Some(to) = private.filter(|_| !at_home) else { return Ok(found) };
        let mut public = self.empty();
        found.iter().filter(|address| is_public(address.ip())).for_each(|address| public.push(*address));
        if public.is_empty() {
            return Err(ureq::Error::Io(io::Error::new(io::ErrorKind::PermissionDenied, Kept { host, to })));
        }
        Ok(public)
    }
}

/// Whether an address is one of the public internet.
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let special = matches!(
        (a, b, c),
        (0 | 240.., ..) | (100, 64..=127, _) | (192, 0, 0 | 2) | (198, 18 | 19, _) | (198, 51, 100) | (203, 0, 113)
    );
    let own = address.is_private() || address.is_loopback() || address.is_link_local() || address.is_multicast();
    !special && !own
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let segments = address.segments();
    let embedded = match segments {
        // ::a.b.c.d, ::ffff:a.b.c.d and the translators' 64:ff9b::a.b.c.d.
        [0, 0, 0, 0, 0, 0 | 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => Some((high, low)),
        [0x2002, high, low, ..] => Some((high, low)),
        _ => None,
    };
    if let Some((high, low)) = embedded {
        let [[a, b], [c, d]] = [high.to_be_bytes(), low.to_be_bytes()];
        return is_public_v4(Ipv4Addr::new(a, b, c, d));
    }
    // 2000::/3 is all that is given out, and a few blocks of it are for other uses.
    matches!(segments[0], 0x2000..=0x3fff)
        && !matches!(segments, [0x2001, 0xdb8 | 0..=0x1ff, ..] | [0x3fff, 0..=0xfff, ..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_public_and_what_is_not() {
        for public in
            ["8.8.8.8", "193.60.1.1", "2a00:1450::1", "2606:4700::1", "::ffff:8.8.8.8", "2001:4860:4860::8888"]
        {
            assert!(is_public(public.parse().unwrap()), "{public}");
        }
        for private in [
            "127.0.0.1",
            "127.9.9.9",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "0.0.0.0",
            "100.64.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "198.18.0.1",
            "::1",
            "::",
            "fe80::1",
            "fc00::1",
            "fd12::1",
            "ff02::1",
            "::ffff:127.0.0.1",
            "::127.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "2001:db8::1",
            "fec0::1",
        ] {
            assert!(!is_public(private.parse().unwrap()), "{private}");
        }
    }
}
