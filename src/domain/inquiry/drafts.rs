//! Answers to begin with, tailored by the sector that an inquiry names (P04): staff read and change them before they leave.

use super::{InquiryKind, Sector, Written};
use crate::account::AccountKind;

/// What an answer to one sector says, and into which role it invites.
struct Tailored {
    sector: Sector,
    role: AccountKind,
    /// Paragraphs; `{site}` stands for the site that was named, or for what stands for it.
    words: [&'static str; 3],
}

const NEXT: &str = "The link below leads to a sign-up that knows what you told us. If you would rather ask something first, \
    write to us on the page that our first mail leads to.";

const TAILORED: [Tailored; 10] = [
    Tailored {
        sector: Sector::News,
        role: AccountKind::Publisher,
        words: [
            "Thank you for writing. {site} lives by its pictures of the day, and an ad inside a picture earns where a banner beside the text is read past.",
            "For news we begin with a caption that comes up once a picture has been in view for a second. It covers at most a quarter of the picture, and you shut it out of any section, such as accidents or obituaries, by a rule of your own.",
            NEXT,
        ],
    },
    Tailored {
        sector: Sector::Sports,
        role: AccountKind::Publisher,
        words: [
            "Thank you for writing. Match pictures are looked at longer than anything else on a page, and advertisers of sports ask us for exactly such places.",
            "On {site} we would begin with a strip along the lower edge: it leaves the players' faces free, and in a gallery it comes up once for every few pictures, as often as you allow.",
            NEXT,
        ],
    },
    Tailored {
        sector: Sector::Travel,
        role: AccountKind::Publisher,
        words: [
            "Thank you for writing. Travel is where our format does best: large pictures, and readers who are about to choose where to go.",
            "On {site} captions suit best. They come up when a picture is in view and name the journey that it invites to; maps and route plans you leave out by one selector.",
            NEXT,
        ],
    },
    Tailored {
        sector: Sector::Home,
        role: AccountKind::Publisher,
        words: [
            "Thank you for writing. Whoever looks at a finished dish or a bed of roses is close to buying what it takes, so ads inside such pictures are taken as help.",
            "For {site} we would begin with corners: small, in the colours of your pages, and never on the pictures of the steps themselves.",
            NEXT,
        ],
    },
    Tailored {
        sector: Sector::Fashion,
        role: AccountKind::Publisher,
        words: [
            "Thank you for writing. In fashion the picture is the article, so what stands in it has to look as if you had placed it yourself.",
            "You choose the shape, colours and label for {site} in a live preview, and shut out the brands and categories that do not belong beside yours.",
            NEXT,
        ],
    },
    Tailored {
        sector: Sector::Technology,
        role: AccountKind::Publisher,
        words: [
            "Thank you for writing. Readers of technology use blockers and notice every slow page, so this is what ours costs: one small script, no cookie, nothing that follows a reader.",
            "On {site} we would begin with product pictures alone, from 400 pixels of width on; screenshots and diagrams you leave out by one selector.",
            NEXT,
        ],
    },
    Tailored {
        sector: Sector::Retail,
        role: AccountKind::Advertiser,
        words: [
            "Thank you for writing. Brands book pictures with us, not clicks into the dark: you choose countries, categories of sites and the shape of the ad, line by line, and sign the order on line.",
            "For a first campaign for {site} strips and captions in editorial pictures suit best. Two or three lines over four weeks show which of them sells; before it begins nothing is owed.",
            "The link below leads to a sign-up that knows what you told us; your first order stands one page further. If you would rather plan it together, write to us on the page that our first mail leads to.",
        ],
    },
    Tailored {
        sector: Sector::Agency,
        role: AccountKind::Advertiser,
        words: [
            "Thank you for writing. Agencies keep one account for each client with us and switch between them: each order names the brand, your purchase order number and who is liable.",
            "Lines can be pasted from a table, an order that is signed never changes in silence, and every amendment shows what it costs before either side signs it.",
            "The link below makes the account of a first client; further ones you add later with the same login. If you would like to see an order first, write to us on the page that our first mail leads to.",
        ],
    },
    Tailored {
        sector: Sector::Network,
        role: AccountKind::Network,
        words: [
            "Thank you for writing. Networks fill what our own campaigns leave open: we pass a picture on along a chain, and your place in it follows from the terms that you propose.",
            "Your agreement carries those terms, CPM, CPC or a share of the revenue, with what you do not wish to run beside. Your line in our sellers.json and ads.txt is in force on the day on which it is countersigned.",
            NEXT,
        ],
    },
    Tailored {
        sector: Sector::Other,
        role: AccountKind::Publisher,
        words: [
            "Thank you for writing. We place ads inside the pictures of editorial pages, in a look that the page's owner chooses, and we would be glad to work with you.",
            "Shape one for {site} under /try on our site, without an account: it takes a minute and shows at once what your readers would see.",
            NEXT,
        ],
    },
];

/// An answer to begin with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The words. The mail greets by itself.
    pub words: String,
    /// The role into which it invites.
    pub role: AccountKind,
}

/// The answer that suits an inquiry; none for questions and complaints, which are answered in words of their own.
pub fn draft(written: &Written) -> Option<Draft> {
    if written.kind != InquiryKind::Inquiry {
        return None;
    }
    let sector = written.sector.unwrap_or(Sector::Other);
    let found = TAILORED.iter().find(|it| it.sector == sector)?;
    let site = written.web_site.as_ref().map(|site| site.domain().shown());
    let site = site.unwrap_or_else(|| if found.role == AccountKind::Publisher { "your site" } else { "you" }.into());
    let words = found.words.join("\n\n").replace("{site}", &site);
    Some(Draft { words: upper_first(words), role: found.role })
}

fn upper_first(words: String) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().collect::<String>() + letters.as_str()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Paragraph;

    fn written(kind: InquiryKind, sector: Option<Sector>, site: Option<&str>) -> Written {
        Written {
            kind,
            full_name: "Bo Lund".parse().expect("a name"),
            email: "bo@lund.example".parse().expect("an address"),
            web_site: site.map(|site| site.parse().expect("a site")),
            sector,
            telephone: None,
            body: None,
        }
    }

    #[test]
    fn every_sector_has_an_answer_of_its_own_that_can_be_sent_as_it_is() {
        let mut seen = std::collections::BTreeSet::new();
        for sector in Sector::ALL {
            for site in [Some("town-walks.example"), None] {
                let draft = draft(&written(InquiryKind::Inquiry, Some(*sector), site)).expect("an answer");
                assert!(draft.words.parse::<Paragraph>().is_ok(), "{sector:?} is too long");
                assert!(!draft.words.contains(['{', '}']), "{sector:?}: a place was not filled in");
                assert!(!draft.words.contains("  "), "{sector:?}: {}", draft.words);
                seen.insert(draft.words);
            }
        }
        assert!(seen.len() > Sector::ALL.len(), "the site is named nowhere");
    }

    #[test]
    fn the_site_is_named_where_there_is_one_and_who_asks_is_not_invited() {
        let sports = draft(&written(InquiryKind::Inquiry, Some(Sector::Sports), Some("bücher.de"))).expect("an answer");
        assert!(sports.words.contains("On bücher.de we would begin"), "{}", sports.words);
        let retail = draft(&written(InquiryKind::Inquiry, Some(Sector::Retail), None)).expect("an answer");
        assert_eq!(retail.role, AccountKind::Advertiser);
        assert_eq!(draft(&written(InquiryKind::Question, None, None)), None);
        assert!(draft(&written(InquiryKind::Inquiry, None, None)).is_some(), "no sector, no answer");
    }
}
