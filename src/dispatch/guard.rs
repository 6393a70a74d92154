//! Which addresses a request may go to. Whoever can set an endpoint, or the DNS of one, must not be able
//! to reach what stands inside the house: only public addresses, and the networks that are allowed by
//! name.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::IpNet;

/// How an address may be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// It stands in an allowed network.
    Allowed,
    /// It is a public address.
    Public,
    /// It is neither.
    Forbidden,
}

/// How an address may be reached, with these networks allowed.
#[must_use]
pub fn reach(address: IpAddr, allow: &[IpNet]) -> Reach {
    let address = plain(address);
    if allow.iter().any(|network| network.contains(&address)) {
        return Reach::Allowed;
    }
    let public = match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    };
    if public { Reach::Public } else { Reach::Forbidden }
}

/// An IPv4 address that is written as IPv6 is the IPv4 address.
fn plain(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(six) => six.to_ipv4_mapped().map_or(address, IpAddr::V4),
        IpAddr::V4(_) => address,
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let special = address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_multicast()
        || address.is_documentation()
        || a == 0
        || a >= 240
        || (a, b & 0xc0) == (100, 64)
        || (a, b, c) == (192, 0, 0)
        || (a, b & 0xfe) == (198, 18);
    !special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let [a, b, c, d, e, f, g, h] = address.segments();
    let inner = |high: u16, low: u16| {
        let [one, two] = high.to_be_bytes();
        let [three, four] = low.to_be_bytes();
        is_public_v4(Ipv4Addr::new(one, two, three, four))
    };
    match (a, b) {
        // Addresses that carry an IPv4 address are as public as that one.
        (0x64, 0xff9b) if (c, d, e, f) == (0, 0, 0, 0) => inner(g, h),
        (0x2002, _) => inner(b, c),
        // Teredo, benchmarks and documentation.
        (0x2001, 0..=0x1ff | 0xdb8) => false,
        // Only this eighth is given out.
        _ => a & 0xe000 == 0x2000,
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("8.8.8.8", Reach::Public)]
    #[case("203.162.4.190", Reach::Public)]
    #[case("2405:4800::1", Reach::Public)]
    #[case("127.0.0.1", Reach::Forbidden)]
    #[case("10.2.0.1", Reach::Forbidden)]
    #[case("10.1.2.3", Reach::Allowed)]
    #[case("::ffff:10.1.2.3", Reach::Allowed)]
    #[case("172.16.0.1", Reach::Forbidden)]
    #[case("192.168.1.1", Reach::Forbidden)]
    #[case("169.254.169.254", Reach::Forbidden)]
    #[case("100.64.0.1", Reach::Forbidden)]
    #[case("100.128.0.1", Reach::Public)]
    #[case("0.0.0.0", Reach::Forbidden)]
    #[case("192.0.0.8", Reach::Forbidden)]
    #[case("198.19.0.1", Reach::Forbidden)]
    #[case("203.0.113.9", Reach::Forbidden)]
    #[case("224.0.0.1", Reach::Forbidden)]
    #[case("255.255.255.255", Reach::Forbidden)]
    #[case("::", Reach::Forbidden)]
    #[case("::1", Reach::Forbidden)]
    #[case("::ffff:127.0.0.1", Reach::Forbidden)]
    #[case("::127.0.0.1", Reach::Forbidden)]
    #[case("64:ff9b::a9fe:a9fe", Reach::Forbidden)]
    #[case("64:ff9b::808:808", Reach::Public)]
    #[case("2002:7f00:1::", Reach::Forbidden)]
    #[case("2001::1", Reach::Forbidden)]
    #[case("2001:db8::1", Reach::Forbidden)]
    #[case("fc00::1", Reach::Forbidden)]
    #[case("fe80::1", Reach::Forbidden)]
    #[case("fec0::1", Reach::Forbidden)]
    #[case("ff02::1", Reach::Forbidden)]
    fn only_public_addresses_and_allowed_networks(#[case] address: &str, #[case] expected: Reach) {
        let allow = ["10.1.0.0/16".parse().unwrap()];
        assert_eq!(reach(address.parse().unwrap(), &allow), expected);
    }
}
