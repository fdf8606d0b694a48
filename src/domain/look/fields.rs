//! A look from what was typed, and back.

use super::{Format, GREATEST_SHARE, Look};
use crate::rate::Quantity;
use crate::text::Label;
use std::fmt::Display;
use std::str::FromStr;

/// Which field is wrong, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// The field's name.
    pub field: &'static str,
    /// The sentence to show.
    pub message: String,
}

/// The most entries of a list.
const MOST: usize = 50;

struct Read<F> {
    get: F,
    errors: Vec<FieldError>,
}

impl<F: Fn(&str) -> String> Read<F> {
    fn error(&mut self, field: &'static str, message: impl Display) {
        self.errors.push(FieldError { field, message: message.to_string() });
    }

    fn value<T: FromStr>(&mut self, field: &'static str) -> Option<T>
    where
        T::Err: Display,
    {
        match (self.get)(field).trim().parse() {
            Ok(value) => Some(value),
            Err(error) => {
                self.error(field, error);
                None
            }
        }
    }

    fn number(&mut self, field: &'static str, least: u32, most: u32, unit: &str) -> u32 {
        let text = (self.get)(field);
        let figures = text.trim().trim_end_matches('%');
        let number = figures.parse::<Quantity>().ok().and_then(|number| u32::try_from(number.value()).ok());
        match number.filter(|number| (least..=most).contains(number)) {
            Some(number) => number,
            None => {
                self.error(field, format!("Enter a whole number between {least} and {most}{unit}"));
                least
            }
        }
    }

    fn share(&mut self, field: &'static str, least: u8, most: u8) -> u8 {
        let number = self.number(field, least.into(), most.into(), ", in per cent");
        u8::try_from(number).unwrap_or(most)
    }

    fn list<T: FromStr>(&mut self, field: &'static str) -> Vec<T>
    where
        T::Err: Display,
    {
        let text = (self.get)(field);
        let entries: Vec<&str> = text.split(['\n', ',']).map(str::trim).filter(|entry| !entry.is_empty()).collect();
        if entries.len() > MOST {
            self.error(field, format!("Enter at most {MOST}, a line each"));
            return Vec::new();
        }
        let mut values = Vec::new();
        for entry in entries {
            match entry.parse() {
                Ok(value) => values.push(value),
                Err(error) => {
                    self.error(field, error);
                    break;
                }
            }
        }
        values
    }
}

impl Look {
    /// Reads a look; `get` gives what was typed into a field.
    ///
    /// # Errors
    /// Every field that is wrong.
    pub fn from_fields(get: impl Fn(&str) -> String) -> Result<Self, Vec<FieldError>> {
        let mut read = Read { get, errors: Vec::new() };
        let trigger = read.value("trigger");
        let format: Option<Format> = read.value("format");
        let position = read.value("position");
        if let (Some(format), Some(position)) = (format, position)
            && !format.positions().contains(&position)
        {
            let places: Vec<&str> = format.positions().iter().map(|place| place.label()).collect();
            read.error(
                "position",
                format!("A {} lies at one of: {}", format.label().to_lowercase(), places.join(", ")),
            );
        }
        let greatest_share = read.share("greatest_share", 5, GREATEST_SHARE);
        let size = read.share("size", 5, greatest_share);
        let (background, text_colour) = (read.value("background"), read.value("text_colour"));
        let opacity = read.share("opacity", 50, 100);
        let label: Option<Label> = match (read.get)("label").trim() {
            "" => {
                read.error("label", "Enter the word that says it is an advertisement");
                None
            }
            text if text.chars().count() > 24 => {
                read.error("label", "Shorten the label to 24 characters");
                None
            }
            _ => read.value("label"),
        };
        let close = !(read.get)("close").is_empty();
        let reshow_delay = read.number("reshow_delay", 0, 86_400, " seconds");
        let (min_width, min_height) =
            (read.number("min_width", 160, 4000, " pixels"), read.number("min_height", 100, 4000, " pixels"));
        let (cap_image, cap_page, cap_day) = (
            read.number("cap_image", 1, 20, ""),
            read.number("cap_page", 1, 50, ""),
            read.number("cap_day", 1, 1000, ""),
        );
        let (include_selectors, exclude_selectors) = (read.list("include_selectors"), read.list("exclude_selectors"));
        let (include_urls, exclude_urls) = (read.list("include_urls"), read.list("exclude_urls"));
        let blocked_categories = read.list("blocked_categories");
        let (blocked_domains, blocked_attributes) = (read.list("blocked_domains"), read.list("blocked_attributes"));
        let floor = if (read.get)("floor").trim().is_empty() { None } else { read.value("floor") };
        let fallback = read.value("fallback");
        if !read.errors.is_empty() {
            return Err(read.errors);
        }
        let built = || {
            Some(Self {
                trigger: trigger?,
                format: format?,
                position: position?,
                size,
                background: background?,
                text_colour: text_colour?,
                opacity,
                label: label?,
                close,
                reshow_delay,
                min_width,
                min_height,
                greatest_share,
                cap_image,
                cap_page,
                cap_day,
                include_selectors,
                exclude_selectors,
                include_urls,
                exclude_urls,
                blocked_categories,
                blocked_domains,
                blocked_attributes,
                floor,
                fallback: fallback?,
            })
        };
        built().ok_or_else(Vec::new)
    }

    /// What the fields of the form hold for this look.
    pub fn fields(&self) -> Vec<(&'static str, String)> {
        fn lines<T: ToString>(list: &[T]) -> String {
            list.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
        }
        let codes: Vec<&str> = self.blocked_categories.iter().map(|it| it.as_str()).collect();
        let attributes: Vec<&str> = self.blocked_attributes.iter().map(|it| it.as_str()).collect();
        vec![
            ("trigger", self.trigger.as_str().into()),
            ("format", self.format.as_str().into()),
            ("position", self.position.as_str().into()),
            ("size", self.size.to_string()),
            ("background", self.background.to_string()),
            ("text_colour", self.text_colour.to_string()),
            ("opacity", self.opacity.to_string()),
            ("label", self.label.to_string()),
            ("close", if self.close { "yes" } else { "" }.into()),
            ("reshow_delay", self.reshow_delay.to_string()),
            ("min_width", self.min_width.to_string()),
            ("min_height", self.min_height.to_string()),
            ("greatest_share", self.greatest_share.to_string()),
            ("cap_image", self.cap_image.to_string()),
            ("cap_page", self.cap_page.to_string()),
            ("cap_day", self.cap_day.to_string()),
            ("include_selectors", lines(&self.include_selectors)),
            ("exclude_selectors", lines(&self.exclude_selectors)),
            ("include_urls", lines(&self.include_urls)),
            ("exclude_urls", lines(&self.exclude_urls)),
            ("blocked_categories", codes.join("\n")),
            ("blocked_domains", lines(&self.blocked_domains)),
            ("blocked_attributes", attributes.join("\n")),
            ("floor", self.floor.map(|floor| floor.to_string()).unwrap_or_default()),
            ("fallback", self.fallback.as_str().into()),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    fn read(changes: &[(&str, &str)]) -> Result<Look, Vec<FieldError>> {
        let mut fields: HashMap<&str, String> = Look::default().fields().into_iter().collect();
        fields.extend(changes.iter().map(|(name, value)| (*name, (*value).to_owned())));
        Look::from_fields(|name| fields.get(name).cloned().unwrap_or_default())
    }

    #[test]
    fn a_look_reads_back_from_its_fields() {
        assert_eq!(read(&[]), Ok(Look::default()));
    }

    #[test]
    fn what_the_house_does_not_allow_is_named() {
        let wrong = |changes: &[(&str, &str)]| read(changes).expect_err("it was accepted")[0].field;
        assert_eq!(wrong(&[("greatest_share", "40")]), "greatest_share");
        assert_eq!(wrong(&[("size", "24"), ("greatest_share", "20")]), "size");
        assert_eq!(wrong(&[("position", "left")]), "position");
        assert_eq!(wrong(&[("opacity", "8,5")]), "opacity");
        assert_eq!(wrong(&[("cap_image", "-1")]), "cap_image");
        assert_eq!(wrong(&[("label", " ")]), "label");
        assert_eq!(wrong(&[("background", "red")]), "background");
        assert_eq!(wrong(&[("blocked_domains", "localhost")]), "blocked_domains");
    }
}
