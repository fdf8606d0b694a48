//! Contrast, computed from the tokens: text at least 7:1, borders of controls, focus and charts at least 3:1, in both themes.

use super::{File, files};
use std::collections::BTreeMap;

/// What pages, sheets and mats are painted with; any text may stand on them.
const SURFACES: [&str; 3] = ["paper", "sheet", "mat"];
/// Text in any place.
const TEXT: [&str; 9] = ["ink", "ink2", "ink3", "accent", "accent-hover", "good", "warn", "bad", "info"];
/// Text on a ground of its own: the text, the ground.
const OWN_GROUND: [(&str, &str); 12] = [
    ("on-accent", "accent"),
    ("on-accent", "accent-hover"),
    ("accent", "accent-wash"),
    ("ink", "accent-wash"),
    ("good", "good-wash"),
    ("ink", "good-wash"),
    ("warn", "warn-wash"),
    ("ink", "warn-wash"),
    ("bad", "bad-wash"),
    ("ink", "bad-wash"),
    ("info", "info-wash"),
    ("ink", "info-wash"),
];
/// What must be seen but is not read.
const MARKS: [&str; 7] = ["edge", "focus", "chart1", "chart2", "chart3", "chart4", "chart5"];
/// Hairlines that carry no meaning: what they part is told apart by space and words too.
const HAIRLINES: [&str; 2] = ["line", "brass"];

type Colours = BTreeMap<String, [[u8; 3]; 2]>;

/// The tokens that are pairs of colours: light, dark.
fn colours(file: &File) -> Colours {
    let pair = |line: &str| {
        let (name, rest) = line.trim().strip_prefix("--")?.split_once(": light-dark(")?;
        let (light, dark) = rest.split_once(')')?.0.split_once(", ")?;
        Some((name.to_owned(), [hex(light)?, hex(dark)?]))
    };
    file.text.lines().filter_map(pair).collect()
}

fn hex(text: &str) -> Option<[u8; 3]> {
    let number = u32::from_str_radix(text.strip_prefix('#').filter(|digits| digits.len() == 6)?, 16).ok()?;
    let [_, red, green, blue] = number.to_be_bytes();
    Some([red, green, blue])
}

/// Relative luminance (WCAG 2.2).
fn luminance(colour: [u8; 3]) -> f64 {
    let [red, green, blue] = colour.map(|channel| {
        let channel = f64::from(channel) / 255.0;
        if channel <= 0.04045 { channel / 12.92 } else { ((channel + 0.055) / 1.055).powf(2.4) }
    });
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

fn contrast(one: [u8; 3], other: [u8; 3]) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

fn faults(colours: &Colours) -> Vec<String> {
    let on_surfaces = |names: &'static [&'static str], least: f64| {
        names.iter().flat_map(move |name| SURFACES.iter().map(move |surface| (*name, *surface, least)))
    };
    let wanted = on_surfaces(&TEXT, 7.0)
        .chain(OWN_GROUND.iter().map(|(text, ground)| (*text, *ground, 7.0)))
        .chain(on_surfaces(&MARKS, 3.0));
    let mut faults = Vec::new();
    for (name, ground, least) in wanted {
        let (Some(front), Some(back)) = (colours.get(name), colours.get(ground)) else {
            faults.push(format!("there is no {name} or no {ground}"));
            continue;
        };
        for (theme, index) in [("light", 0), ("dark", 1)] {
            let found = contrast(front[index], back[index]);
            if found < least {
                faults.push(format!("{name} on {ground}, {theme}: {found:.2} of {least}"));
            }
        }
    }
    let known = |name: &str| {
        let grounds = OWN_GROUND.iter().flat_map(|(text, ground)| [*text, *ground]);
        SURFACES.into_iter().chain(TEXT).chain(MARKS).chain(HAIRLINES).chain(grounds).any(|it| it == name)
    };
    faults
        .extend(colours.keys().filter(|name| !known(name)).map(|name| format!("{name} has no rule for its contrast")));
    faults
}

#[test]
fn every_colour_has_the_contrast_of_its_use() {
    let files = files("static/css", "tokens.css");
    let mut colours = colours(&files[0]);
    assert!(colours.len() > 20, "the tokens could not be read");
    assert_eq!(faults(&colours), Vec::<String>::new());

    colours.insert("ink3".into(), [[0x88; 3]; 2]);
    colours.insert("rose".into(), [[0; 3]; 2]);
    let found = faults(&colours);
    assert!(found.iter().any(|fault| fault.starts_with("ink3 on paper, light: 3.")), "{found:?}");
    assert!(found.contains(&"rose has no rule for its contrast".to_owned()), "{found:?}");
}

/// A colour beside the tokens would escape the rule.
#[test]
fn stylesheets_name_no_colour_beside_the_tokens() {
    let bare = |file: &File| {
        let is_colour = |part: &str| {
            let digits = part.chars().take_while(char::is_ascii_hexdigit).count();
            let ends = part.chars().nth(digits).is_none_or(|next| matches!(next, ';' | ' ' | ',' | ')' | '\n'));
            matches!(digits, 3 | 4 | 6 | 8) && ends
        };
        file.text.split('#').skip(1).filter(|part| is_colour(part)).count()
    };
    for file in files("static/css", ".css") {
        // On paper everything is black on white, whatever the theme; an ad in a picture has its advertiser's colours.
        let has_its_own = ["tokens.css", "print.css", "parts/pictures.css"].iter().any(|end| file.path.ends_with(end));
        if !has_its_own {
            assert_eq!(bare(&file), 0, "{} names a colour of its own", file.path);
        }
    }
    assert_eq!(bare(&File::new("a.css", "p { color: #fff; border-color: #a1b2c3 } #id { }")), 2);
}
