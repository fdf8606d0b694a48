//! Draws a look: as a fragment that lies on a picture, and as a whole picture.
//!
//! Only presentation attributes are written: style attributes would be ignored under the pages' content security policy.

use super::{Format, Look, Position};
use std::fmt::Write as _;

/// The picture that a look is drawn for, in its own units.
pub const PICTURE: (f64, f64) = (800.0, 500.0);

/// Where the advertisement lies on the picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Area {
    /// From the left.
    pub x: f64,
    /// From the top.
    pub y: f64,
    /// Its width.
    pub width: f64,
    /// Its height.
    pub height: f64,
}

impl Area {
    /// The area of a look.
    pub fn of(look: &Look) -> Self {
        let (picture_width, picture_height) = PICTURE;
        let share = f64::from(look.size) / 100.0;
        let (width, height) = match look.format {
            Format::Strip => (picture_width, picture_height * share),
            Format::Caption => (picture_width * 0.92, picture_height * share / 0.92),
            Format::Corner => (picture_width * share.sqrt() * 1.15, picture_height * share.sqrt() / 1.15),
            Format::Curtain => (picture_width * share, picture_height),
        };
        let margin = match look.format {
            Format::Caption => picture_width * 0.04,
            Format::Corner => 16.0,
            Format::Strip | Format::Curtain => 0.0,
        };
        let x = match look.position {
            Position::Right | Position::TopRight | Position::BottomRight => picture_width - width - margin,
            _ => margin,
        };
        let below = if look.format == Format::Caption { 20.0 } else { margin };
        let y = match look.position {
            Position::Bottom | Position::BottomLeft | Position::BottomRight => picture_height - height - below,
            _ => below.min(picture_height - height),
        };
        Self { x, y, width, height }
    }

    /// The share of the picture that it covers, in per cent.
    pub fn share(self) -> f64 {
        self.width * self.height / (PICTURE.0 * PICTURE.1) * 100.0
    }
}

/// How the words are set in an area.
pub(super) struct Setting {
    pub(super) font: f64,
    pub(super) lines: Vec<String>,
    /// Whether every word found its place.
    pub(super) fits: bool,
}

/// Breaks the words into lines that fit. A letter is taken to be 0.56 of the font's size wide, which is on the safe side
/// for the sans serif faces of every system.
pub(super) fn set(area: Area, words: &str) -> Setting {
    let font = (area.height * 0.30).clamp(15.0, 30.0);
    let most = usize::try_from(((area.width - 56.0) / (font * 0.56)).max(4.0) as i64).unwrap_or(4);
    let room = usize::try_from((((area.height - 30.0) / (font * 1.25)).max(1.0)) as i64).unwrap_or(1);
    let mut lines: Vec<String> = vec![String::new()];
    let mut fits = true;
    for word in words.split_whitespace() {
        let line = lines.last_mut().expect("there is always a line");
        if line.is_empty() {
            line.push_str(word);
        } else if line.chars().count() + 1 + word.chars().count() <= most {
            line.push(' ');
            line.push_str(word);
        } else {
            lines.push(word.to_owned());
        }
    }
    fits &= lines.len() <= room && lines.iter().all(|line| line.chars().count() <= most);
    lines.truncate(room);
    Setting { font, lines, fits }
}

fn escaped(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut out, character| {
        match character {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(character),
        }
        out
    })
}

fn shapes(look: &Look, headline: &str) -> String {
    let area = Area::of(look);
    let setting = set(area, headline);
    let (x, y, width, height) = (area.x, area.y, area.width, area.height);
    let label = escaped(look.label.as_str());
    let label_width = 14.0 + 7.6 * f64::from(u32::try_from(look.label.as_str().chars().count()).unwrap_or(24));
    let mut svg = String::new();
    let background = look.background;
    let opacity = f64::from(look.opacity) / 100.0;
    let _ = write!(
        svg,
        r#"<rect x="{x:.1}" y="{y:.1}" width="{width:.1}" height="{height:.1}" fill="{background}" fill-opacity="{opacity}"/>"#
    );
    let _ = write!(
        svg,
        r##"<rect x="{x:.1}" y="{y:.1}" width="{:.1}" height="20" fill="#000000"/><text x="{:.1}" y="{:.1}" font-size="13" fill="#ffffff">{label}</text>"##,
        label_width.min(width),
        x + 7.0,
        y + 14.5
    );
    let block = setting.font * 1.25 * f64::from(u32::try_from(setting.lines.len()).unwrap_or(1));
    let first = y + 20.0 + ((height - 20.0 - block) / 2.0).max(0.0) + setting.font;
    for (index, line) in (0_u32..).zip(&setting.lines) {
        let _ = write!(
            svg,
            r#"<text x="{:.1}" y="{:.1}" font-size="{:.1}" font-weight="600" fill="{}">{}</text>"#,
            x + 20.0,
            first + f64::from(index) * setting.font * 1.25,
            setting.font,
            look.text_colour,
            escaped(line)
        );
    }
    if look.close {
        let (cx, cy) = (x + width - 16.0, y + 16.0);
        let _ = write!(
            svg,
            r#"<path d="M{:.1} {:.1}l10 10m0 -10l-10 10" stroke="{}" stroke-width="2" fill="none"/>"#,
            cx - 5.0,
            cy - 5.0,
            look.text_colour
        );
    }
    svg
}

/// The advertisement alone, as an SVG that lies on a picture of any size with the same proportions.
pub fn overlay(look: &Look, headline: &str) -> String {
    format!(
        r#"<svg class="overlay" viewBox="0 0 {} {}" preserveAspectRatio="xMidYMid slice" aria-hidden="true" font-family="system-ui, sans-serif">{}</svg>"#,
        PICTURE.0,
        PICTURE.1,
        shapes(look, headline)
    )
}

/// A whole picture with the advertisement on it, as a document of its own.
pub fn document(look: &Look, headline: &str) -> String {
    format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}" font-family="system-ui, sans-serif">{}{}</svg>"#,
        PICTURE.0,
        PICTURE.1,
        include_str!("scene.svg").trim(),
        shapes(look, headline)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn looks() -> impl Strategy<Value = Look> {
        let format = prop::sample::select(Format::ALL);
        (format, 0_usize..4, 5_u8..=25).prop_map(|(format, place, size)| Look {
            format,
            position: format.positions()[place % format.positions().len()],
            size,
            ..Look::default()
        })
    }

    proptest! {
        #[test]
        fn the_area_stays_on_the_picture_and_covers_what_it_says(look in looks()) {
            let area = Area::of(&look);
            prop_assert!(area.x >= 0.0 && area.y >= -0.01, "{area:?}");
            prop_assert!(area.x + area.width <= PICTURE.0 + 0.01 && area.y + area.height <= PICTURE.1 + 0.01, "{area:?}");
            prop_assert!((area.share() - f64::from(look.size)).abs() < 0.01, "{} for {}", area.share(), look.size);
        }

        #[test]
        fn words_are_escaped(look in looks(), words in any::<String>()) {
            let svg = overlay(&look, &words);
            let texts: usize = svg.matches("<text").count();
            prop_assert_eq!(svg.matches("</text>").count(), texts);
            prop_assert!(!svg.contains("<script") && !svg.contains("onload="));
        }
    }

    #[test]
    fn hostile_words_stay_words() {
        let svg = document(&Look::default(), "</text><script>alert(1)</script>");
        assert!(svg.contains("&lt;script&gt;") && !svg.contains("<script"));
    }
}
