//! Judges a look: can it be read on any picture, does it fit, does it leave the picture its due, is it labelled.

use super::render::{Area, set};
use super::{Colour, Look};

/// The contrast that text must have at worst (WCAG 2.2, 1.4.3 level AA).
pub const LEAST_CONTRAST: f64 = 4.5;

/// One check.
#[derive(Clone, Debug, PartialEq)]
pub struct Check {
    /// What is checked.
    pub name: &'static str,
    /// Whether it is well.
    pub passed: bool,
    /// The measured figure.
    pub figure: String,
    /// What to do where it is not.
    pub advice: &'static str,
}

/// Every check of a look with these words on it.
pub fn verdict(look: &Look, headline: &str) -> Vec<Check> {
    // Whatever the picture, what shows through lies between black and white.
    let worst = [Colour::BLACK, Colour::WHITE]
        .into_iter()
        .map(|picture| look.text_colour.contrast(look.background.over(picture, look.opacity)))
        .fold(f64::INFINITY, f64::min);
    let area = Area::of(look);
    let share = area.share();
    vec![
        Check {
            name: "The words can be read on any picture",
            passed: worst >= LEAST_CONTRAST,
            figure: format!("contrast {worst:.1} at worst, {LEAST_CONTRAST} needed"),
            advice: "Set the colours further apart, or hide more of the picture behind the words",
        },
        Check {
            name: "The words fit",
            passed: set(area, headline).fits,
            figure: format!("{} characters", headline.chars().count()),
            advice: "Make the area larger, or choose another shape",
        },
        Check {
            name: "The picture stays in sight",
            passed: share <= f64::from(look.greatest_share) + 0.01,
            figure: format!("{share:.0} % covered, at most {} %", look.greatest_share),
            advice: "Make the area smaller",
        },
        Check {
            name: "It says that it is an advertisement",
            passed: !look.label.as_str().trim().is_empty(),
            figure: format!("\u{201c}{}\u{201d}", look.label),
            advice: "Enter a label",
        },
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passed(look: &Look, headline: &str) -> Vec<bool> {
        verdict(look, headline).into_iter().map(|check| check.passed).collect()
    }

    #[test]
    fn the_default_look_is_well_and_faults_are_found() {
        assert_eq!(passed(&Look::default(), "Walking boots, made in Bergamo"), [true; 4]);
        let grey = Look { text_colour: Colour::new(0x77, 0x77, 0x77), opacity: 60, ..Look::default() };
        assert!(!passed(&grey, "Boots")[0]);
        assert!(!passed(&Look { size: 5, ..Look::default() }, &"long words ".repeat(20))[1]);
    }
}
