//! A browser in words that its owner knows it by.

/// The kind of browser and the operating system, from what a browser calls itself; what it hides stays out.
pub fn browser_kind(user_agent: &str) -> (Option<&'static str>, Option<&'static str>) {
    let first = |names: &[(&str, &'static str)]| {
        names.iter().find(|(mark, _)| user_agent.contains(mark)).map(|(_, name)| *name)
    };
    // Browsers claim to be each other, so those that others claim to be come last.
    let browser = first(&[
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("SamsungBrowser", "Samsung Internet"),
        ("Firefox/", "Firefox"),
        ("FxiOS", "Firefox"),
        ("CriOS", "Chrome"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = first(&[
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS X", "Mac"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ]);
    (browser, system)
}

/// "Firefox on Linux", from what a browser calls itself.
pub fn browser_words(user_agent: &str) -> String {
    match browser_kind(user_agent) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => "A browser that does not name itself".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::browser_words;

    #[test]
    fn browsers_are_called_what_their_owners_call_them() {
        let chrome = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Safari/537.36";
        assert_eq!(browser_words(chrome), "Chrome on Windows");
        assert_eq!(browser_words(&format!("{chrome} Edg/142.0")), "Edge on Windows");
        let iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Safari/604.1";
        assert_eq!(browser_words(iphone), "Safari on iPhone");
        assert_eq!(browser_words("curl/8"), "A browser that does not name itself");
    }
}
