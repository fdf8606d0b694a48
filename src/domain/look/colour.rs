//! Colours, and how well one reads on another (WCAG 2.2, relative luminance and contrast ratio).

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A colour in sRGB.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Colour {
    red: u8,
    green: u8,
    blue: u8,
}

/// A colour that is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Enter a colour such as #14131a")]
pub struct ColourError;

impl Colour {
    /// Black.
    pub const BLACK: Self = Self::new(0, 0, 0);
    /// White.
    pub const WHITE: Self = Self::new(255, 255, 255);

    /// A colour by its parts.
    pub const fn new(red: u8, green: u8, blue: u8) -> Self {
        Self { red, green, blue }
    }

    /// This colour over another, hiding `opacity` per cent of it.
    pub fn over(self, below: Self, opacity: u8) -> Self {
        let mix = |above: u8, below: u8| {
            let share = u32::from(opacity.min(100));
            let sum = u32::from(above) * share + u32::from(below) * (100 - share);
            u8::try_from((sum + 50) / 100).unwrap_or(u8::MAX)
        };
        Self::new(mix(self.red, below.red), mix(self.green, below.green), mix(self.blue, below.blue))
    }

    fn luminance(self) -> f64 {
        let channel = |value: u8| {
            let share = f64::from(value) / 255.0;
            if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(self.red) + 0.7152 * channel(self.green) + 0.0722 * channel(self.blue)
    }

    /// The contrast ratio with another colour, between 1 and 21.
    pub fn contrast(self, other: Self) -> f64 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }
}

impl FromStr for Colour {
    type Err = ColourError;
    fn from_str(text: &str) -> Result<Self, ColourError> {
        let text = text.trim();
        let hex = text.strip_prefix('#').unwrap_or(text);
        if hex.len() != 6 || !hex.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(ColourError);
        }
        let part = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).map_err(|_| ColourError);
        Ok(Self::new(part(0)?, part(2)?, part(4)?))
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }
}

impl TryFrom<String> for Colour {
    type Error = ColourError;
    fn try_from(text: String) -> Result<Self, ColourError> {
        text.parse()
    }
}

impl From<Colour> for String {
    fn from(colour: Colour) -> Self {
        colour.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn contrast_is_symmetric_and_between_1_and_21(a in any::<[u8; 3]>(), b in any::<[u8; 3]>()) {
            let (a, b) = (Colour::new(a[0], a[1], a[2]), Colour::new(b[0], b[1], b[2]));
            let contrast = a.contrast(b);
            prop_assert!((1.0..=21.0001).contains(&contrast));
            prop_assert!((contrast - b.contrast(a)).abs() < 1e-9);
            prop_assert_eq!(a.over(b, 100), a);
            prop_assert_eq!(a.over(b, 0), b);
            prop_assert_eq!(a.to_string().parse::<Colour>(), Ok(a));
        }
    }

    proptest! {
        #[test]
        fn nothing_typed_panics_and_what_is_accepted_is_hexadecimal(text in prop_oneof![any::<String>(), "#?[0-9a-gA-G+é-]{5,7}"]) {
            if let Ok(colour) = text.parse::<Colour>() {
                prop_assert_eq!(colour.to_string(), format!("#{}", text.trim().trim_start_matches('#').to_lowercase()));
            }
        }
    }

    #[test]
    fn black_on_white_is_21() {
        assert!((Colour::BLACK.contrast(Colour::WHITE) - 21.0).abs() < 0.01);
    }
}
