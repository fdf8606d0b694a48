//! The in-picture look: when, where and how an advertisement lies on a picture.
//!
//! One geometry feeds everything that shows a look: [`render`] draws it, [`verdict`] judges it.

mod colour;
mod fields;
pub mod render;
pub mod verdict;

pub use colour::{Colour, ColourError};
pub use fields::FieldError;

use crate::change::{Change, Event, Subject};
use crate::commercial::BlockedCategory;
use crate::fact::{Fact, yes_no};
use crate::ids::{AccountId, UserId};
use crate::rate::Rate;
use crate::text::Label;
use crate::user::stored_enum;
use crate::website::Domain;
use serde::{Deserialize, Serialize};

stored_enum! {
    /// What brings the advertisement up.
    Trigger {
        /// The pointer rests on the picture, or a finger touches it.
        Hover = "hover", "When the visitor points at the picture";
        /// Half of the picture is in view for a second (IAB/MRC viewability).
        InView = "in_view", "When the picture is in view for a second";
    }
}

stored_enum! {
    /// The shape of the advertisement.
    Format {
        /// Along an edge, over the whole width.
        Strip = "strip", "Strip";
        /// A card in a corner.
        Corner = "corner", "Corner card";
        /// A caption with a margin around it.
        Caption = "caption", "Caption";
        /// A curtain at a side, over the whole height.
        Curtain = "curtain", "Curtain";
    }
}

stored_enum! {
    /// Where it lies; which ones there are depends on the format.
    Position {
        /// At the top.
        Top = "top", "Top";
        /// At the bottom.
        Bottom = "bottom", "Bottom";
        /// At the left.
        Left = "left", "Left";
        /// At the right.
        Right = "right", "Right";
        /// Top left.
        TopLeft = "top_left", "Top left";
        /// Top right.
        TopRight = "top_right", "Top right";
        /// Bottom left.
        BottomLeft = "bottom_left", "Bottom left";
        /// Bottom right.
        BottomRight = "bottom_right", "Bottom right";
    }
}

stored_enum! {
    /// What stands there when no advertisement does.
    Fallback {
        /// The operator's own.
        House = "house", "A house advertisement";
        /// Nothing.
        Blank = "blank", "Nothing";
        /// A network's, by its place in the passback chain.
        Network = "network", "A network's advertisement";
    }
}

stored_enum! {
    /// What an advertisement must not do (OpenRTB 2.6, list of creative attributes).
    BlockedAttribute {
        /// It plays sound by itself.
        AutoSound = "1", "Plays sound by itself";
        /// It expands by itself.
        AutoExpand = "3", "Expands by itself";
        /// It opens windows.
        Pop = "8", "Opens windows";
        /// It flashes or shakes.
        Provocative = "9", "Is provocative or suggestive";
        /// It shakes, flashes or flickers.
        Flashing = "10", "Shakes, flashes or flickers";
        /// It asks a survey.
        Survey = "11", "Asks a survey";
    }
}

impl Format {
    /// Where this format may lie; the first is the usual place.
    pub fn positions(self) -> &'static [Position] {
        match self {
            Self::Strip | Self::Caption => &[Position::Bottom, Position::Top],
            Self::Corner => &[Position::BottomRight, Position::BottomLeft, Position::TopRight, Position::TopLeft],
            Self::Curtain => &[Position::Right, Position::Left],
        }
    }
}

/// The greatest share of a picture that the house allows to be covered, in per cent.
pub const GREATEST_SHARE: u8 = 25;

/// A look.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Look {
    /// What brings it up.
    pub trigger: Trigger,
    /// Its shape.
    pub format: Format,
    /// Where it lies.
    pub position: Position,
    /// How much of the picture it covers, in per cent.
    pub size: u8,
    /// The colour behind the words.
    pub background: Colour,
    /// The colour of the words.
    pub text_colour: Colour,
    /// How much of the picture the background hides, in per cent.
    pub opacity: u8,
    /// The word that says it is an advertisement.
    pub label: Label,
    /// Whether the visitor can close it.
    pub close: bool,
    /// Seconds until it may come again after it was closed.
    pub reshow_delay: u32,
    /// The narrowest picture it lies on, in CSS pixels.
    pub min_width: u32,
    /// The lowest picture it lies on, in CSS pixels.
    pub min_height: u32,
    /// The greatest share of the picture that may be covered, in per cent.
    pub greatest_share: u8,
    /// How often it comes up on one picture.
    pub cap_image: u32,
    /// On how many pictures of a page.
    pub cap_page: u32,
    /// How often for a visitor in a day.
    pub cap_day: u32,
    /// Pictures it lies on, by CSS selectors; all where there is none.
    pub include_selectors: Vec<Label>,
    /// Pictures it keeps off.
    pub exclude_selectors: Vec<Label>,
    /// Pages it comes up on, by patterns of their path; all where there is none.
    pub include_urls: Vec<Label>,
    /// Pages it keeps off.
    pub exclude_urls: Vec<Label>,
    /// What is never advertised.
    pub blocked_categories: Vec<BlockedCategory>,
    /// Whose advertisements never come up.
    pub blocked_domains: Vec<Domain>,
    /// What advertisements must not do.
    pub blocked_attributes: Vec<BlockedAttribute>,
    /// The lowest CPM in the publisher's currency; that of the commercial section where there is none.
    pub floor: Option<Rate>,
    /// What stands there otherwise.
    pub fallback: Fallback,
}

impl Default for Look {
    fn default() -> Self {
        Self {
            trigger: Trigger::InView,
            format: Format::Strip,
            position: Position::Bottom,
            size: 16,
            background: Colour::new(0x14, 0x13, 0x1a),
            text_colour: Colour::new(0xff, 0xff, 0xff),
            opacity: 92,
            label: "Advertisement".parse().expect("a word of thirteen letters is a label"),
            close: true,
            reshow_delay: 60,
            min_width: 320,
            min_height: 200,
            greatest_share: GREATEST_SHARE,
            cap_image: 1,
            cap_page: 3,
            cap_day: 12,
            include_selectors: Vec::new(),
            exclude_selectors: Vec::new(),
            include_urls: Vec::new(),
            exclude_urls: Vec::new(),
            blocked_categories: Vec::new(),
            blocked_domains: Vec::new(),
            blocked_attributes: vec![BlockedAttribute::AutoSound, BlockedAttribute::Pop, BlockedAttribute::Flashing],
            floor: None,
            fallback: Fallback::Blank,
        }
    }
}

/// A look to be saved as the next version.
#[derive(Clone, Debug)]
pub struct LookEdit {
    /// Whose.
    pub account: AccountId,
    /// The look.
    pub look: Look,
    /// By whom.
    pub by: UserId,
}

impl LookEdit {
    /// Saves a look over version `seen`; zero where there was none.
    pub fn new(account: AccountId, seen: i64, look: Look, by: UserId) -> Change<Self> {
        let event = Event::new(Subject::new("look", account.0), Some(account), "look.saved");
        Change::new(Self { account, look, by }, seen, event)
    }
}

impl Look {
    /// The facts a reviewer reads.
    pub fn facts(&self) -> Vec<Fact> {
        let list = |words: Vec<&str>| if words.is_empty() { "none".to_owned() } else { words.join(", ") };
        let caps =
            format!("{} on a picture, {} on a page, {} a visitor and day", self.cap_image, self.cap_page, self.cap_day);
        let colours = format!("{} on {}, {} % opaque", self.text_colour, self.background, self.opacity);
        let blocked = list(self.blocked_categories.iter().map(|it| it.label()).collect());
        let shape = format!("{}, {}", self.format.label(), self.position.label().to_lowercase());
        let share = format!("{} % of the picture, at most {} %", self.size, self.greatest_share);
        vec![
            Fact::new("format", "Shape", shape),
            Fact::new("trigger", "Comes up", self.trigger.label()),
            Fact::new("size", "Covers", share),
            Fact::new("text_colour", "Colours", colours),
            Fact::new("label", "Label", self.label.to_string()),
            Fact::new("close", "Can be closed", yes_no(self.close)),
            Fact::new("min_width", "Smallest picture", format!("{} × {} pixels", self.min_width, self.min_height)),
            Fact::new("cap_image", "At most", caps),
            Fact::new("blocked_categories", "Never", blocked),
            Fact::new("fallback", "Otherwise", self.fallback.label()),
        ]
    }
}
