//! Where a request comes from.

use std::net::{IpAddr, SocketAddr};

use actix_web::HttpRequest;

/// The client's address: the peer's, unless that is a proxy we trust; then the
/// right-most address of `X-Forwarded-For` that is not one. What is further left
/// was written by the client and proves nothing.
pub fn address(request: &HttpRequest, trusted: &[IpAddr]) -> Option<IpAddr> {
    let peer = request.peer_addr()?.ip().to_canonical();
    if !trusted.contains(&peer) {
        return Some(peer);
    }
    let forwarded: Vec<&str> = request.headers().get_all("x-forwarded-for").filter_map(|value| value.to_str().ok()).collect();
    let hops = forwarded.iter().flat_map(|value| value.split(',')).rev();
    for hop in hops {
        match hop_address(hop.trim()) {
            Some(address) if trusted.contains(&address) => {}
            Some(address) => return Some(address),
            None => break,
        }
    }
    Some(peer)
}

/// Some proxies write the port as well, and IPv6 in brackets.
fn hop_address(hop: &str) -> Option<IpAddr> {
    let bare = hop.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(hop);
    let address = bare.parse().ok().or_else(|| hop.parse::<SocketAddr>().ok().map(|address| address.ip()))?;
    Some(IpAddr::to_canonical(&address))
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::address;

    #[test]
    fn only_trusted_proxies_are_believed() {
        let proxy = "10.0.0.1".parse().unwrap();
        let request = |peer: &str, forwarded: &str| {
            TestRequest::default().peer_addr(format!("{peer}:1").parse().unwrap()).insert_header(("x-forwarded-for", forwarded)).to_http_request()
        };
        assert_eq!(address(&request("192.0.2.9", "198.51.100.1"), &[proxy]), Some("192.0.2.9".parse().unwrap()));
        assert_eq!(address(&request("10.0.0.1", "203.0.113.5, 198.51.100.1"), &[proxy]), Some("198.51.100.1".parse().unwrap()));
        assert_eq!(address(&request("10.0.0.1", "198.51.100.1, 10.0.0.1"), &[proxy]), Some("198.51.100.1".parse().unwrap()));
        assert_eq!(address(&request("10.0.0.1", "nonsense"), &[proxy]), Some(proxy));
        for hop in ["198.51.100.1:4711", "::ffff:198.51.100.1", "[::ffff:198.51.100.1]:4711", "[::ffff:198.51.100.1]"] {
            assert_eq!(address(&request("10.0.0.1", hop), &[proxy]), Some("198.51.100.1".parse().unwrap()), "{hop}");
        }
    }
}
