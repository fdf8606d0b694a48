//! Signing: the typed full name is the signature.

use super::Reader;
use inset_domain::text::PersonName;

/// Reads the typed name and the ticked intent; the name must be that of the person who is signed in.
pub fn read(read: &mut Reader<'_>, signer: &str) -> Option<PersonName> {
    let name: Option<PersonName> = read.required("typed_name", "Type your full name to sign");
    if name.as_ref().is_some_and(|name| plain(name.as_str()) != plain(signer)) {
        read.error("typed_name", format!("Type your name as your login has it: {signer}"));
    }
    if !read.ticked("intent") {
        read.error("intent", "Confirm that you have read the text and mean to sign it");
    }
    name
}

fn plain(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}
