//! QR codes as paths of an SVG.

use qrcodegen::{QrCode, QrCodeEcc};
use serde::Serialize;
use std::fmt::Write as _;

/// The modules that a QR code keeps free around itself (ISO/IEC 18004, 5.3.8).
const QUIET: i32 = 4;

/// A QR code to be drawn.
#[derive(Clone, Debug, Serialize)]
pub struct Qr {
    /// How many units it is wide and high, its quiet zone included.
    pub size: i32,
    /// The dark modules, as an SVG path.
    pub path: String,
}

impl Qr {
    /// The code of a text; none for a text of more than some two thousand characters.
    pub fn of(text: &str) -> Option<Self> {
        let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
        let mut path = String::new();
        for y in 0..code.size() {
            for x in (0..code.size()).filter(|x| code.get_module(*x, y)) {
                // Writing to a string cannot fail.
                let _ = write!(path, "M{} {}h1v1h-1z", x + QUIET, y + QUIET);
            }
        }
        Some(Self { size: code.size() + 2 * QUIET, path })
    }
}

#[cfg(test)]
mod tests {
    use super::Qr;

    #[test]
    fn a_code_has_its_finders_and_its_quiet_zone() {
        let qr = Qr::of("otpauth://totp/Inset:ida?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ").expect("it fits");
        assert!(qr.path.starts_with("M4 4h1v1h-1z"), "the corner of the first finder is dark");
        assert_eq!((qr.size - 8 - 17) % 4, 0, "a version's width is 17 and four for each version");
        assert!(Qr::of(&"x".repeat(5000)).is_none());
    }
}
