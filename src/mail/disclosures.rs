//! The words of the letters about data that is handed to courts and authorities.

use super::Written;
use super::letters::{Links, letter};
use inset_domain::catalogue::Purpose;
use inset_domain::disclosure::Basis;
use inset_domain::ids::DisclosureId;

/// Tells an admin that an approval is due. What is asked stands on the page alone.
pub(super) fn waiting(disclosure: DisclosureId, reference: &str, links: &Links<'_>) -> Written {
    letter(
        format!("An approval is due: disclosure {reference}"),
        &["Somebody asks for a person's data by law, or to protect rights. Two admins approve before anything is handed over."],
    )
    .fact("Reference", reference)
    .action(links.to("Open the disclosure", &crate::urls::disclosure(disclosure)))
    .because("You get this mail because you are an admin.")
}

/// Tells a person what was handed over to whom.
pub(super) fn told(
    (reference, requester): (&str, &str),
    basis: Basis,
    data: &[Purpose],
    (on, sha256): (&str, &str),
    links: &Links<'_>,
) -> Written {
    let data = data.iter().map(|purpose| purpose.label()).collect::<Vec<_>>().join("; ");
    letter(
        format!("We handed over data of yours: {reference}"),
        &[
            "Somebody who may ask for it by law, or whose rights or safety are to be protected, asked for data that we hold of you. Two of us approved it, and it was handed over.",
            "The digest below belongs to exactly what was handed over, which we keep.",
        ],
    )
    .fact("Reference", reference)
    .fact("Handed to", requester)
    .fact("On", on)
    .fact("Basis", basis.label())
    .fact("Which data", data)
    .fact("SHA-256", sha256)
    .action(links.to("See it among your data", crate::urls::DATA))
    .because("You get this mail because you are told of every disclosure of your data, as soon as the law lets us. If you do not agree with it, answer this mail.")
}
